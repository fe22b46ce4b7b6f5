import { AUDIT_CHECKS, type AuditFinding, type AuditSeverity, CHECK_TITLES } from '../domain/audit/finding';

const MARKS: { readonly [S in AuditSeverity]: string } = { hard: 'HARD', soft: 'soft', info: 'info' };

/** The findings as people read them at a terminal, grouped by what was looked at. */
export function findingsText(findings: readonly AuditFinding[]): string {
  return AUDIT_CHECKS.flatMap((check) => {
    const own = findings.filter((finding) => finding.check === check);
    return own.length === 0 ? [] : [[CHECK_TITLES[check], ...own.flatMap(linesOf)].join('\n')];
  }).join('\n\n');
}

/** "2 hard findings, 1 soft". */
export function countText(findings: readonly AuditFinding[]): string {
  const count = (severity: AuditSeverity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const hard = count('hard');
  return `${hard} hard ${hard === 1 ? 'finding' : 'findings'}, ${count('soft')} soft`;
}

function linesOf({ severity, what, saw, do: todo, accounts }: AuditFinding): readonly string[] {
  // What is in order needs no list of where it is so.
  const named = severity === 'info' ? [] : (accounts?.first ?? []);
  const more = (accounts?.count ?? 0) - named.length;
  return [
    `  ${MARKS[severity]}  ${what}: ${saw}`,
    ...named.map(({ account, saw: seen }) => `        ${account}  ${seen}`),
    ...(named.length > 0 && more > 0 ? [`        and ${more} more`] : []),
    ...(todo === null ? [] : [`        do: ${todo}`]),
  ];
}

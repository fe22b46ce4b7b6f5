import { SAMPLES } from './samples';
import { render, type TemplateName } from './templates';
import type { Audience, Rendered } from './templates/template';

/** A notice with its sample figures, to whom it is mostly written or to `to`. */
export function previewNotice(
  name: TemplateName,
  { to, kind }: { readonly to: Audience | null; readonly kind: string },
): Rendered {
  const sample = SAMPLES[name];
  const audience = to ?? sample.to;
  return render(name, sample.figures, {
    audience,
    account: { id: 'acct_1RidgeOutdoor', kind },
    platform: 'Ridge Market',
    timeZone: audience === 'seller' ? 'America/Chicago' : 'UTC',
    bankLast4: { usd: '6789' },
    links:
      audience === 'seller'
        ? { worksFor: '14 days', addressOf: (purpose) => `https://money.example.com/${purpose}` }
        : null,
  });
}

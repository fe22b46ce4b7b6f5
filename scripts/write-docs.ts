import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './doc-tables';

for (const { file, text } of generatedFiles()) {
  writeFileSync(path.join(__dirname, '..', file), text);
  console.log(`written: ${file}`);
}

import { readFileSync } from 'node:fs';
import { parseStatute, printStatute } from './index.js';
test('x', () => {
  const out: string[] = [];
  for (const line of readFileSync('/tmp/st/in.txt', 'utf8').split('\n')) {
    if (!line.trim()) continue;
    const [state = '', text = ''] = line.split('|');
    const s = parseStatute(text, state);
    const p = s && printStatute(s);
    out.push(
      `${state} | ${text}  ->  ${p}${s && parseStatute(p!, state) !== s ? '   !!!ROUND ' + printStatute(parseStatute(p!, state)!) : ''}`,
    );
  }
  process.stdout.write(out.join('\n') + '\n');
});

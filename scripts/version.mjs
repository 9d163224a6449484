// The code version that every run records: the package's version and, in a checkout, the commit.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @returns {string} such as `0.1.0+1a2b3c4` */
export function codeVersion() {
  const root = new URL('..', import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  return git.status === 0 ? `${version}+${git.stdout.trim()}` : version;
}

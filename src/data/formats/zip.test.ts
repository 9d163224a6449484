import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { concat } from './blobs.ts';
import { readZip } from './zip.ts';
import { ZipWriter } from './zipWriter.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function read(
  files: Zippable | Uint8Array,
): Promise<{ texts: Record<string, string>; problems: string[] }> {
  const data = files instanceof Uint8Array ? files : zipSync(files);
  const { entries, problems } = await readZip(new Blob([data as BlobPart]), 'a.zip');
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    const parts: Uint8Array[] = [];
    for await (const part of entry.chunks()) parts.push(part);
    texts[entry.name] = new TextDecoder().decode(concat(parts));
    expect(await (await entry.blob()).text()).toBe(texts[entry.name]);
  }
  return { texts, problems: problems.map(({ message }) => message) };
}

/** Changes the 32-bit number `offset` bytes into the directory's entry for `name`. */
function forge(zip: Uint8Array, name: string, offset: number, value: number): Uint8Array {
  const view = new DataView(zip.buffer);
  for (let at = 0; at < zip.length - 46; at++) {
    const here = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + name.length));
    if (view.getUint32(at, true) === 0x02014b50 && here === name) view.setUint32(at + offset, value, true);
  }
  return zip;
}

describe('zip', () => {
  it('gives what another writer put in, deflated or stored, large and empty', async () => {
    const large = 'abcdefg '.repeat(40_000);
    const { texts, problems } = await read({
      'a/b.txt': bytes('hello'),
      'stored.txt': [bytes('plain'), { level: 0 }],
      'empty.txt': bytes(''),
      'large.txt': bytes(large),
      'ü/😀.txt': bytes('name'),
      folder: { 'c.txt': bytes('c') },
    });
    expect(problems).toEqual([]);
    expect(texts).toEqual({
      'a/b.txt': 'hello',
      'stored.txt': 'plain',
      'empty.txt': '',
      'large.txt': large,
      'ü/😀.txt': 'name',
      'folder/c.txt': 'c',
    });
  });

  it('gives back what we write', async () => {
    const zip = new ZipWriter();
    const entry = zip.begin('data.jsonl');
    for (let i = 0; i < 3; i++) entry.write(bytes(`row ${i}\n`));
    entry.end();
    zip.file('images/a.png', bytes('png'));
    const written = new Uint8Array(await zip.finish().arrayBuffer());
    expect((await read(written)).texts).toEqual({
      'data.jsonl': 'row 0\nrow 1\nrow 2\n',
      'images/a.png': 'png',
    });
  });

  it('leaves out names that climb out of the archive and second files of a name', async () => {
    const { texts, problems } = await read({
      '../../etc/passwd': bytes('x'),
      'ok/../fine.txt': bytes('y'),
      'fine.txt': bytes('z'),
    });
    expect(Object.keys(texts)).toEqual(['fine.txt']);
    expect(problems).toEqual([
      expect.stringMatching(/"\.\.\/\.\.\/etc\/passwd" in a\.zip is left out: its path leads out/),
      expect.stringMatching(/"fine\.txt" .* there are two of that name/),
    ]);
  });

  it('does not inflate bombs', async () => {
    const bomb = zipSync({ 'bomb.json': new Uint8Array(2 ** 25) });
    expect((await read(bomb)).problems).toEqual([
      expect.stringMatching(/would become 32 MiB, as in zip bombs/),
    ]);
    // Two entries of the directory point at the same data.
    const shared = forge(zipSync({ 'a.txt': bytes('aaaa'), 'b.txt': bytes('bbbb') }), 'b.txt', 42, 0);
    expect((await read(shared)).problems).toEqual([expect.stringMatching(/shares its data/)]);
    const lying = forge(zipSync({ 'a.txt': new Uint8Array(1000) }), 'a.txt', 24, 10);
    await expect(read(lying)).rejects.toThrow(/becomes longer than the 10 bytes it says/);
  });

  it('says what is wrong with a damaged archive', async () => {
    const whole = zipSync({ 'a.txt': bytes('hello '.repeat(100)) });
    await expect(read(whole.slice(0, -30))).rejects.toThrow(/has no directory at its end: it is truncated/);
    await expect(read(bytes('PK'))).rejects.toThrow(/has no directory/);
    const broken = whole.slice();
    broken.fill(0xff, 36, 44);
    await expect(read(broken)).rejects.toThrow(/"a\.txt" in the zip is damaged/);
    expect((await read(forge(whole.slice(), 'a.txt', 8, 1 | (8 << 16)))).problems).toEqual([
      expect.stringMatching(/it is encrypted/),
    ]);
    expect((await read(forge(whole.slice(), 'a.txt', 42, 2 ** 31))).problems).toEqual([
      expect.stringMatching(/outside the file/),
    ]);
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateFile } from '../../../local/services/state-file';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory';

const FILE = 'twin-state.json';

afterAll(removeTemporaryDirectories);

describe('the file of a twin’s state', () => {
  const fail = (error: Error) => {
    throw error;
  };

  test('is whole whenever it is read, however writes overlap, and holds the last state', async () => {
    const directory = temporaryDirectory();
    let count = 0;
    const file = new StateFile(directory, async () => ({ count: (count += 1), pad: 'x'.repeat(100_000) }), fail);

    await Promise.all([file.flush(), file.flush(), file.flush()]);

    expect(JSON.parse(readFileSync(join(directory, FILE), 'utf8'))).toMatchObject({ count: 3 });
    expect(readdirSync(directory)).toEqual([FILE]);
  });

  test('that is not there yet is no state', () => {
    expect(new StateFile(join(temporaryDirectory(), 'new'), async () => ({}), fail).read()).toBeUndefined();
  });

  test('reads what was written', async () => {
    const file = new StateFile(temporaryDirectory(), async () => ({ a: 1 }), fail);

    await file.flush();

    expect(file.read()).toEqual({ a: 1 });
  });

  test('tells what went wrong with a write', async () => {
    const directory = temporaryDirectory();
    const file = new StateFile(directory, () => Promise.reject(new Error('the database is gone')), fail);

    await expect(file.flush()).rejects.toThrow('the database is gone');
    writeFileSync(join(directory, FILE), '{"a":1}');

    expect(file.read()).toEqual({ a: 1 });
  });
});

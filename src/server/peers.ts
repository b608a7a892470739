/** An optional package that something in use needs is not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';

  constructor(
    readonly packageName: string,
    purpose: string,
    cause: unknown,
  ) {
    super(`reverify-dialog/server needs the package "${packageName}" ${purpose}: npm install ${packageName}`, {
      cause,
    });
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

/**
 * What an optional peer exports, loaded when it is first used: who keeps the ages in a token installs no database.
 *
 * @param load the dynamic import, spelled out at the call so that bundlers see it.
 * @throws MissingPackageError naming the package and what it is for.
 */
export async function peer<T>(packageName: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isNotFound(error) ? new MissingPackageError(packageName, purpose, error) : error;
  }
}

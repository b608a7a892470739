export interface BackupCodes {
  /**
   * Makes a new set of codes, which replaces the user's old set. Show them once: only keyed hashes are kept.
   *
   * @param options.count how many; default 10.
   * @returns codes like `4f7kq-9dn2x`; the user may type them without the dash and in any case.
   */
  generate(userId: string, options?: { count?: number }): Promise<string[]>;
  /** How many codes the user has left; `undefined` if they have no set. */
  remaining(userId: string): Promise<number | undefined>;
  /** Takes the user's set away: backup codes no longer count as a second factor of theirs. */
  remove(userId: string): Promise<void>;
}

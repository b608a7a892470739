/** Where verifications, ages and codes are kept: PostgreSQL, embedded or not. Made by {@link createStore}. */
export interface Store {
  /** Makes or updates the tables (`reverify_…`). Safe when several nodes start at once. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}

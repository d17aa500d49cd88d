declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** An HTTP server; kept in memory where no path is given. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}

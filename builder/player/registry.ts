/**
 * Where the chunks of `player.js` meet. Each is a script of its own (ES modules fail from `file://`), so the one that runs
 * first makes the table, and adding an adapter or an activity kind changes no other file.
 */
import type { AdapterFactory } from "./session";

export interface Registry {
  readonly adapters: Record<string, AdapterFactory>;
  /** By kind; activity.ts knows their type. */
  readonly activities: Record<string, unknown>;
  /** By name; part.ts knows their type. */
  readonly parts: Record<string, unknown>;
  /** Modules of the core by name; see shared.ts. */
  readonly shared: Record<string, unknown>;
}

declare global {
  interface Window {
    Cartable?: Registry;
  }
}

export function registry(): Registry {
  return (window.Cartable ??= { adapters: {}, activities: {}, parts: {}, shared: {} });
}

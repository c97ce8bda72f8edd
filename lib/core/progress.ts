/** How far a long computation has come. */
export interface Progress {
  /** Units of work done. */
  readonly done: number;
  /** Units of work in all. */
  readonly total: number;
  /** What is being done now, in a few words. */
  readonly label?: string;
}

/** What long computations accept: a listener and a way to stop. */
export interface Watch {
  /** Called now and then, at most a few hundred times a run. */
  readonly onProgress?: (progress: Progress) => void;
  /** Aborting makes the computation throw `signal.reason` soon after. */
  readonly signal?: AbortSignal;
}

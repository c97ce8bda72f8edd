/**
 * A history of option quotes and prices: the interface with two homes, one
 * embedded (`pglite_database.ts`), one on a server (`postgres_database.ts`).
 *
 * | table | columns | one row for each |
 * |---|---|---|
 * | `option_chain_history` | valid_time, root_symbol, underlying_price, expiration_date, contract_type, strike, bid, ask, mark, delta, sample, source | root_symbol, valid_time, expiration_date, contract_type, strike, sample |
 * | `price_history` | symbol, valid_time, close | symbol, valid_time |
 *
 * The first quote of a key stays. `sample` is a tag kept as it is given (text;
 * null if there is none): which of several samples a row belongs to, so it is
 * part of the key. `source` says where a row is from and is not.
 *
 * @module
 */

import type { OptionSampleQuery } from "lib/market/history/fetch_option_samples.ts";

/** The two sides of a chain. */
export type ContractType = "call" | "put";

/** The tables that can be filled. */
export type HistoryTable = "option_chain_history" | "price_history";

/** One quote of `option_chain_history`. */
export interface OptionQuote {
  /** When the quote was valid, ms since 1970 UTC. */
  readonly validTime: number;
  /** Root of the contract, as `SPXW`. */
  readonly rootSymbol: string;
  /** Price of the underlying at `validTime`, > 0. */
  readonly underlyingPrice: number;
  /** Start of the expiry's date, ms since 1970 as if in UTC. */
  readonly expiration: number;
  /** Side of the chain. */
  readonly contractType: ContractType;
  /** Strike, > 0. */
  readonly strike: number;
  /** Bid, NaN if unknown. */
  readonly bid: number;
  /** Ask, NaN if unknown. */
  readonly ask: number;
  /** Price to use, the mid if not given; NaN if unknown. */
  readonly mark: number;
  /** Delta, in [0, 1] for a call and [−1, 0] for a put; NaN if unknown. */
  readonly delta: number;
  /** Tag of the sample the row belongs to, as given. */
  readonly sample: string | null;
  /** Where the row is from. */
  readonly source: string | null;
}

/** One row of `price_history`. */
export interface PriceQuote {
  /** Symbol, as `VIX`. */
  readonly symbol: string;
  /** When the price was known, ms since 1970 UTC. */
  readonly validTime: number;
  /** The price. */
  readonly close: number;
}

/** A row that was left out. */
export interface DroppedRow {
  /** Where it stands in its file, counted from 1 with the header. */
  readonly row: number;
  /** The column that shows why. */
  readonly column: string;
  /** What stands there. */
  readonly value: string;
}

/** How far the reading of one file has come. */
export interface IngestState {
  /** The table that it fills. */
  readonly table: HistoryTable;
  /** Rows that are read and committed, dropped ones too. */
  readonly rows: number;
  /** Quotes or prices of them that were new. */
  readonly inserted: number;
  /** Quotes or prices of them whose key was there. */
  readonly duplicates: number;
  /** Of the duplicates, those that say something else than the row that stays. */
  readonly conflicting: number;
  /** Quotes that were dropped, by rule. */
  readonly dropped: Readonly<Record<string, number>>;
  /** The first row that each rule dropped. */
  readonly firstDropped: Readonly<Record<string, DroppedRow>>;
  /** Quotes that are stored but remarkable, by what they are. */
  readonly noted: Readonly<Record<string, number>>;
  /** Whether that is the whole file. */
  readonly complete: boolean;
}

/** The next rows of a file, to be committed as one. */
export interface IngestChunk {
  /** What is read: the content's hash and the reader's version. */
  readonly file: string;
  /** The file's name, for people. */
  readonly name: string;
  /** Rows of one table. */
  readonly data:
    | {
      readonly table: "option_chain_history";
      readonly rows: readonly OptionQuote[];
    }
    | {
      readonly table: "price_history";
      readonly rows: readonly PriceQuote[];
    };
  /** Rows of the file that were done before this chunk. */
  readonly from: number;
  /** Rows of the file that are done with it. */
  readonly through: number;
  /** Quotes among its rows that were dropped, by rule. */
  readonly dropped: Readonly<Record<string, number>>;
  /** The first of its rows that each rule dropped. */
  readonly firstDropped: Readonly<Record<string, DroppedRow>>;
  /** Quotes that are stored but remarkable, by what they are. */
  readonly noted: Readonly<Record<string, number>>;
  /** Whether the file ends with it. */
  readonly complete: boolean;
}

/** One root's or symbol's part of a table. */
export interface HistoryPart {
  /** The table. */
  readonly table: HistoryTable;
  /** Root or symbol. */
  readonly symbol: string;
  /** Its rows. */
  readonly rows: number;
  /** Its first time, ms since 1970 UTC. */
  readonly first: number;
  /** Its last time, ms since 1970 UTC. */
  readonly last: number;
}

/** One quote as a learner sees it, times in ms since 1970 UTC. */
export interface OptionSample extends Omit<OptionQuote, "sample" | "source"> {
  /** Calendar days from `validTime`'s date in New York to the expiry's. */
  readonly dte: number;
  /** S/K for a call, K/S for a put. */
  readonly moneyness: number;
  /** Last VIX known at `validTime`, NaN if none is. */
  readonly vix: number;
  /** Last VIX9D known at `validTime`, NaN if none is. */
  readonly vix9d: number;
  /** Last VVIX known at `validTime`, NaN if none is. */
  readonly vvix: number;
  /** Last SKEW known at `validTime`, NaN if none is. */
  readonly skew: number;
}

/** Where history is kept. */
export interface HistoryStore {
  /** Which home it is. */
  readonly home: "pglite" | "postgres";
  /** How far a file has been read, `undefined` if it has not begun. */
  ingestState(file: string): Promise<IngestState | undefined>;
  /**
   * Stores a chunk and how far it brings its file, both or neither. Where
   * another program has brought the file further, it changes nothing.
   *
   * @returns The file's state after it.
   * @throws {RangeError} If rows before it are missing.
   */
  append(chunk: IngestChunk): Promise<IngestState>;
  /** Forgets how far a file has been read; its rows stay. */
  forget(file: string): Promise<void>;
  /**
   * The quotes of a query in batches, by one statement; see
   * `fetchOptionSamples`, which checks the query.
   */
  optionSamples(
    query: OptionSampleQuery,
    take: (batch: readonly OptionSample[]) => void,
  ): Promise<void>;
  /**
   * All prices of some symbols, by symbol and time.
   *
   * @param symbols As `VIX`.
   */
  prices(symbols: readonly string[]): Promise<PriceQuote[]>;
  /** What there is, by table and symbol, in that order. */
  parts(): Promise<HistoryPart[]>;
  /** Lets go of the store. */
  close(): Promise<void>;
}

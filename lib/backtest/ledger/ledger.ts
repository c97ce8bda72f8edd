/**
 * A double-entry ledger in whole cents as a struct of arrays. A debit is above
 * 0, a credit below, and the entries of each transaction add up to 0, so that
 * at any time
 *
 *   cash + positions at cost = −(capital + realised_pnl + dividends
 *                               + interest + borrow_fees + commission)
 *
 * where the accounts on the right are credits when they are gains.
 *
 * @module
 */

/** Accounts; `position` has one balance an instrument. */
export const ACCOUNTS = [
  "capital",
  "cash",
  "position",
  "realised_pnl",
  "commission",
  "dividends",
  "interest",
  "borrow_fees",
] as const;

/** Name of an account. */
export type Account = (typeof ACCOUNTS)[number];

/** What a transaction is about. */
export const TRANSACTION_KINDS = [
  "deposit",
  "fill",
  "dividend",
  "split",
  "interest",
  "borrow",
  "exercise",
  "assignment",
  "expiry",
] as const;

/** What a transaction is about. */
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** One line of the ledger. */
export interface LedgerEntry {
  /** 1, 2, 3 …; entries of one transaction stand together. */
  readonly transaction: number;
  /** ms since 1970 UTC. */
  readonly time: number;
  /** What it is about. */
  readonly kind: TransactionKind;
  /** Number of the fill behind it, 0 if none. */
  readonly fill: number;
  /** Account. */
  readonly account: Account;
  /** Index of the instrument, −1 if none. */
  readonly instrument: number;
  /** Debit above 0, credit below, cents. */
  readonly cents: number;
  /** Signed units that a `position` entry adds, else 0. */
  readonly quantity: number;
}

/** A growing ledger. */
export class Ledger {
  /** Entries so far. */
  length: number = 0;
  /** Transactions so far. */
  transactions: number = 0;
  #transaction = new Int32Array(64);
  #kind = new Uint8Array(64);
  #account = new Uint8Array(64);
  #instrument = new Int32Array(64);
  #fill = new Int32Array(64);
  #time = new Float64Array(64);
  #cents = new Float64Array(64);
  #quantity = new Float64Array(64);
  #balances = new Float64Array(ACCOUNTS.length);
  #open = false;
  #openSum = 0;
  #openKind = 0;
  #openFill = 0;
  #openTime = 0;

  /**
   * Begins a transaction.
   *
   * @param kind What it is about.
   * @param time ms since 1970 UTC.
   * @param fill Number of the fill behind it. @default 0
   */
  begin(kind: TransactionKind, time: number, fill: number = 0): void {
    if (this.#open) throw new Error("Cannot begin: a transaction is open");
    this.#open = true;
    this.#openSum = 0;
    this.#openKind = TRANSACTION_KINDS.indexOf(kind);
    this.#openFill = fill;
    this.#openTime = time;
    ++this.transactions;
  }

  /**
   * Adds an entry to the open transaction; one of 0 cents and 0 units is left out.
   *
   * @param account The account.
   * @param cents Debit above 0, credit below.
   * @param instrument Its index, −1 if none. @default -1
   * @param quantity Signed units, for `position`. @default 0
   */
  post(
    account: Account,
    cents: number,
    instrument: number = -1,
    quantity: number = 0,
  ): void {
    if (!this.#open) throw new Error("Cannot post: begin a transaction first");
    if (!Number.isSafeInteger(cents) || !Number.isSafeInteger(quantity)) {
      throw new RangeError(
        `Cannot post to ${account} as cents and units must be whole: current values are ${cents} and ${quantity}`,
      );
    }
    if (cents === 0 && quantity === 0) return;
    const i = this.length;
    if (i === this.#time.length) this.#grow();
    const a = ACCOUNTS.indexOf(account);
    this.#transaction[i] = this.transactions;
    this.#kind[i] = this.#openKind;
    this.#account[i] = a;
    this.#instrument[i] = instrument;
    this.#fill[i] = this.#openFill;
    this.#time[i] = this.#openTime;
    this.#cents[i] = cents;
    this.#quantity[i] = quantity;
    this.#balances[a] += cents;
    this.#openSum += cents;
    this.length = i + 1;
  }

  /**
   * Ends the open transaction.
   *
   * @throws {Error} If its entries do not add up to 0.
   */
  end(): void {
    this.#open = false;
    if (this.#openSum === 0) return;
    throw new Error(
      `Cannot end transaction ${this.transactions} (${
        TRANSACTION_KINDS[this.#openKind]
      }) as its entries must add up to 0: they add up to ${this.#openSum} cents`,
    );
  }

  /** Balance of an account over all instruments, in cents, debits above 0. */
  balance(account: Account): number {
    return this.#balances[ACCOUNTS.indexOf(account)];
  }

  /**
   * Entry `i`.
   *
   * @throws {RangeError} If there is no such entry.
   */
  entry(i: number): LedgerEntry {
    if (!(Number.isInteger(i) && i >= 0 && i < this.length)) {
      throw new RangeError(
        `Cannot take entry ${i} as it must be a whole number below ${this.length}`,
      );
    }
    return {
      transaction: this.#transaction[i],
      time: this.#time[i],
      kind: TRANSACTION_KINDS[this.#kind[i]],
      fill: this.#fill[i],
      account: ACCOUNTS[this.#account[i]],
      instrument: this.#instrument[i],
      cents: this.#cents[i],
      quantity: this.#quantity[i],
    };
  }

  /** The entries in order. */
  *entries(): Generator<LedgerEntry> {
    for (let i = 0; i < this.length; ++i) yield this.entry(i);
  }

  #grow(): void {
    this.#transaction = grownInt(this.#transaction);
    this.#instrument = grownInt(this.#instrument);
    this.#fill = grownInt(this.#fill);
    this.#kind = grownByte(this.#kind);
    this.#account = grownByte(this.#account);
    this.#time = grownFloat(this.#time);
    this.#cents = grownFloat(this.#cents);
    this.#quantity = grownFloat(this.#quantity);
  }
}

function grownInt(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}

function grownByte(from: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(2 * from.length);
  to.set(from);
  return to;
}

function grownFloat(
  from: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  const to = new Float64Array(2 * from.length);
  to.set(from);
  return to;
}

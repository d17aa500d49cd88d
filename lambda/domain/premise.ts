/** Something that a permit follows from, beside the request itself. */
export interface Premise {
  /**
   * Whether the same request would find it again as it was, without anybody being asked.
   *
   * @param now epoch milliseconds.
   */
  holds(now: number): boolean;
}

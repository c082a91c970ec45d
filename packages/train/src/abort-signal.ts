/** What is asked of an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean;
}

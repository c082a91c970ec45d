/** What can go wrong here that the page has words for. */
export type StudioProblem = 'noModel' | 'noText' | 'fewKnown' | 'ended';

/** Something went wrong; its name survives the way from the worker to the page. */
export class StudioError extends Error {
  constructor(problem: StudioProblem, message: string) {
    super(message);
    this.name = problem;
  }
}

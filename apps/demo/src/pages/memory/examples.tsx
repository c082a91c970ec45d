import type { ExampleText } from '@sluice/tasks';
import type { JSX } from 'preact';
import { colourOf } from '../../cells/colours.js';
import { useNumbers, useText } from '../../text/language.js';
import type { RaceState } from '../../training/race-state.js';
import { isRight, partsOf, shownAnswer, type Part } from './example-parts.js';
import type { MemoryTask } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly task: MemoryTask;
  readonly symbols: number;
  /** Of each span that is shown: its place among all, its value, and whether it is longer than what is learnt. */
  readonly spans: readonly { readonly place: number; readonly span: number; readonly isBeyond: boolean }[];
  readonly examples: readonly ExampleText[];
  readonly cells: readonly { readonly name: string; readonly title: string }[];
  readonly race: RaceState;
}

/** Some test examples, and what each cell answers to them as it learns. */
export function Examples({ task, symbols, spans, examples, cells, race }: Props): JSX.Element {
  const text = useText(texts);
  const write = useNumbers();
  return (
    <section class="memory-examples" aria-label={text.examples}>
      {spans.map(({ place, span, isBeyond }) => {
        const example = examples[place];
        const truth = example && shownAnswer(task, example.answer, symbols);
        return (
          <article key={place} class="panel">
            <h2>
              {text.spans[task](write(span, {}))}
              {isBeyond && <small> · {text.beyond}</small>}
            </h2>
            <p class="memory-story" data-task={task} lang="en">
              {example &&
                partsOf[task](example.input).map((part, i) => <Piece key={i} task={task} part={part} />)}
            </p>
            <dl class="memory-answers">
              <div>
                <dt>{text.rightAnswer}</dt>
                <dd lang="en">{truth}</dd>
              </div>
              {cells.map(({ name, title }, cell) => (
                <div key={name} style={{ '--chip': colourOf(name) }}>
                  <dt>{title}</dt>
                  <Answer
                    task={task}
                    answer={race.lanes[cell]?.points.at(-1)?.answers[place]}
                    truth={truth}
                    symbols={symbols}
                  />
                </div>
              ))}
            </dl>
          </article>
        );
      })}
    </section>
  );
}

interface AnswerProps {
  readonly task: MemoryTask;
  readonly answer: string | undefined;
  readonly truth: string | undefined;
  readonly symbols: number;
}

function Answer({ task, answer, truth, symbols }: AnswerProps): JSX.Element {
  const text = useText(texts);
  if (answer === undefined || truth === undefined) {
    return (
      <dd>
        <span aria-hidden="true">–</span>
        <span class="hidden">{text.notYet}</span>
      </dd>
    );
  }
  const said = shownAnswer(task, answer, symbols);
  const good = isRight(task, said, truth);
  return (
    <dd data-right={good}>
      <span lang="en">{said}</span> <span aria-hidden="true">{good ? '✓' : '✗'}</span>
      <span class="hidden">{good ? text.right : text.wrong}</span>
    </dd>
  );
}

function Piece({ task, part }: { readonly task: MemoryTask; readonly part: Part }): JSX.Element {
  const text = useText(texts);
  const write = useNumbers();
  // The symbols of copy memory stand side by side, all else has a space between.
  const space = task === 'copyMemory' ? '' : ' ';
  if (part.kind === 'left out') return <i>{text.leftOut[task](write(part.count, {})) + space}</i>;
  return part.kind === 'matters' ? <b>{part.text + space}</b> : <span>{part.text + space}</span>;
}

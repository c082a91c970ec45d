import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useFileDrop } from '../../controls/use-file-drop.js';
import { cellSpec, withOwn } from '../../cells/choice.js';
import { catalog } from '../../cells/catalog.js';
import { download } from '../../charts/download.js';
import { CodeView } from '../../code/code-view.js';
import { cellWord } from '../../code/snippet.js';
import { useText } from '../../text/language.js';
import { useUrlState } from '../../url/address.js';
import { useAnswer } from '../../work/use-work.js';
import { codeOf } from './code.js';
import { fields, type WriteSettings } from './fields.js';
import { LearningPanel } from './learning-panel.js';
import { ModelPanel } from './model-panel.js';
import { TextPanel } from './text-panel.js';
import { texts } from './texts.js';
import { UnitPanel } from './unit-panel.js';
import { isModelFile } from './is-model-file.js';
import { useModel } from './use-model.js';
import { useStudio, type Studio } from './use-studio.js';
import { useTraining, type Sample } from './use-training.js';
import { useWriting } from './use-writing.js';
import { WrittenPanel } from './written-panel.js';
import type { TextProblem } from './studio/clean-text.js';
import type { SaveFormat } from './studio/save-model.js';
import type { TextSource } from './studio/open-text.js';
import type { TextFacts } from './work.js';
import './write.css';

/** While it trains, units are looked for anew after so many samples. */
const looksEvery = 5;

/** So many characters are written in one go. */
const length = 800;

export function WritePage(): JSX.Element {
  const text = useText(texts);
  const [settings, change] = useUrlState(fields);
  const studio = useStudio();
  const { ask, life } = studio;
  const writing = useWriting(studio);
  const [ownText, setOwnText] = useState<TextSource | undefined>();

  const source: TextSource | undefined = settings.text === 'own' ? ownText : { bundled: settings.text };
  const opened = useAnswer(
    async () => (source ? openText(studio, source) : undefined),
    [settings.text, ownText, life],
  );
  const canTrain = opened.value !== undefined && !('problem' in opened.value) && !opened.waiting;

  const { temperature, prime } = settings;
  useEffect(() => {
    // Where this is not heard, whatever is asked for next says why.
    ask((work) => work.setDrawing({ temperature, prime })).catch(() => undefined);
  }, [temperature, prime, life]);

  const write = (further: boolean, seed = settings.seed): void =>
    writing.write({ further, prime, seed, length, ...pace() });
  const model = useModel(studio, cellSpec(settings.cell, settings.own), {
    onNew() {
      writing.cancel();
      writing.clear();
      write(false);
    },
  });

  const isWriting = useRef(false);
  isWriting.current = writing.status === 'running' || writing.status === 'starting';
  const showSample = useCallback(({ step, text: lines }: Sample) => {
    if (!isWriting.current) writing.show(lines, step);
  }, []);
  const training = useTraining(studio, showSample);
  const train = (further: boolean): void => {
    const { hidden, layers, steps, rate } = settings;
    if (!further) {
      writing.cancel();
      writing.clear();
    }
    const cell = cellSpec(settings.cell, settings.own);
    training.train(
      { cell, hidden, layers, steps, learningRate: Number(rate), further },
      model.facts?.steps ?? 0,
    );
  };
  // What the model is, and what its units follow, is another after a training.
  useEffect(() => {
    if (training.view.setUp || ['finished', 'cancelled', 'failed'].includes(training.status)) model.refresh();
  }, [training.status, training.view.setUp, training.view.validation]);

  // Where the worker was ended while it trained, nothing more is heard of it.
  useEffect(() => {
    if (life > 0) training.cancel();
  }, [life]);

  const [looks, setLooks] = useState(0);
  const found = useAnswer(
    async () => (model.facts ? ask((work) => work.findUnits()) : undefined),
    [canTrain, model.version, looks, life, training.status, Math.floor(training.view.sampled / looksEvery)],
  );
  const choice = unitChoice(settings, model.facts?.parts ?? [], found.value ?? []);
  const activations = useAnswer(
    async () => (choice ? ask((work) => work.activations(choice)) : undefined),
    [choice?.path, choice?.unit, writing.written.characters.length, writing.written.version, life],
  );

  const takeFiles = async (files: readonly File[]): Promise<void> => {
    const [first] = files;
    if (!first) return;
    if (model.missing && files.length === 1 && /\.(json|txt)$/i.test(first.name)) {
      model.giveVocabulary({ list: await first.text() });
      return;
    }
    const models = await Promise.all(files.map(isModelFile));
    const at = models.indexOf(true);
    if (at >= 0) {
      training.cancel();
      await model.load(files[files.findIndex(({ name }) => /\.json$/i.test(name))] ?? files[at]!, files);
      return;
    }
    setOwnText(await textOf(first));
    change({ text: 'own' });
  };
  const save = async (format: SaveFormat): Promise<void> => {
    const file = await model.save(format);
    if (file) download(new Blob([file.bytes]), file.name);
  };
  const isAbove = useFileDrop((files) => void takeFiles(files));

  const spec = cellSpec(settings.cell, settings.own);
  return (
    <div class={`write${isAbove ? ' above' : ''}`} data-drop={text.dropHere}>
      {life > 0 && training.status === 'cancelled' && (
        <p class="note error" role="alert">
          {text.problems['TooLongError']}
        </p>
      )}
      <div class="split">
        <WrittenPanel
          settings={settings}
          onChange={change}
          writing={writing}
          values={activations.value}
          model={model.facts}
          loading={model.busy === 'loading'}
          onWrite={(further) => {
            const isFirst = writing.written.characters.length === 0;
            const seed = further || isFirst ? settings.seed : settings.seed + 1;
            if (seed !== settings.seed) change({ seed });
            write(further, seed);
          }}
        />
        <UnitPanel
          parts={model.facts?.parts ?? []}
          choice={choice}
          onChoose={({ path, unit }) => change({ part: path, unit })}
          found={found}
          onFind={() => setLooks((before) => before + 1)}
        />
      </div>
      <div class="split">
        <LearningPanel
          settings={settings}
          onChange={change}
          onCell={(name) => change({ cell: name, ...withOwn([name]) })}
          run={training}
          onTrain={train}
          canTrain={canTrain && model.busy !== 'loading'}
          further={model.facts?.training ?? 'none'}
        />
        <div class="stack">
          <TextPanel
            choice={settings.text}
            onChoice={(chosen) => change({ text: chosen })}
            onText={(pasted) => setOwnText({ name: text.pastedName, text: pasted })}
            onFiles={(files) => void takeFiles(files)}
            text={opened}
            disabled={training.status === 'running' || training.status === 'starting'}
          />
          <ModelPanel
            facts={model.facts}
            missing={model.missing}
            busy={model.busy}
            error={model.error}
            onSave={(format) => void save(format)}
            onFiles={(files) => void takeFiles(files)}
            onVocabulary={(given) => model.giveVocabulary(given)}
          />
        </div>
      </div>
      <CodeView code={codeOf(settings, spec, packageOf)} marked={[cellWord(spec)]} />
    </div>
  );
}

/** The answer as one promise of either, where comlink has one of each. */
const openText = ({ ask }: Studio, source: TextSource): Promise<TextFacts | TextProblem> =>
  ask(async (work) => {
    const opened = await work.openText(source);
    return opened;
  });

const packageOf = (name: string): string => catalog.get(name)?.from ?? '@sluice/zoo';

/** What is written is shown at a pace that can be read along, unless somebody wants things not to move. */
const pace = (): { perSecond?: number } =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? {} : { perSecond: 60 };

/** The unit of the address, if the model has it; else the one that stands out most. */
function unitChoice(
  { part, unit }: WriteSettings,
  parts: readonly { readonly path: string; readonly kept: number }[],
  found: readonly { readonly path: string; readonly unit: number }[],
): { readonly path: string; readonly unit: number } | undefined {
  const named = parts.find(({ path }) => path === part);
  if (named) return { path: part, unit: Math.min(unit, named.kept - 1) };
  const best = found.find(({ path }) => parts.some((one) => one.path === path));
  const any = parts.at(-1);
  return best ? { path: best.path, unit: best.unit } : any && { path: any.path, unit: 0 };
}

/** More than this is not read into memory; the worker says so. */
const mostBytes = 200_000_001;

const textOf = async (file: File): Promise<TextSource> => ({
  name: file.name,
  bytes: new Uint8Array(await file.slice(0, mostBytes).arrayBuffer()),
});

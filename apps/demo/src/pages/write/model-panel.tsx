import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FileButton } from '../../controls/file-button.js';
import { titleOf } from '../../cells/cell-switch.js';
import { own } from '../../cells/own-source.js';
import { cellTexts } from '../../cells/texts.js';
import { ErrorNote } from '../../controls/error-note.js';
import { useNumbers, useText } from '../../text/language.js';
import type { MissingVocabulary, ModelFacts } from './studio/model-facts.js';
import type { SaveFormat } from './studio/save-model.js';
import { texts } from './texts.js';

interface Props {
  readonly facts: ModelFacts | undefined;
  readonly missing: MissingVocabulary | undefined;
  readonly busy: 'saving' | 'loading' | undefined;
  readonly error: Error | undefined;
  readonly onSave: (format: SaveFormat) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onVocabulary: (given: { readonly list: string } | 'text') => void;
}

/** The model that writes: what it is, saving it, loading another. */
export function ModelPanel(props: Props): JSX.Element {
  const { facts, missing, busy, error, onSave, onFiles, onVocabulary } = props;
  const text = useText(texts);
  const isOwn = facts?.architecture?.cell === own;
  return (
    <section class="panel" aria-labelledby="model-title">
      <h2 id="model-title">{text.modelTitle}</h2>
      {facts ? <Facts facts={facts} /> : <p class="soft">{text.noModelYet}</p>}
      <div class="buttons">
        {Object.entries(text.formats).map(([format, name]) => (
          <button
            key={format}
            type="button"
            disabled={!facts || busy !== undefined}
            onClick={() => onSave(format as SaveFormat)}
          >
            {text.saveAs(name)}
          </button>
        ))}
        <FileButton label={text.load} onFiles={onFiles} disabled={busy !== undefined} />
      </div>
      <p class="soft" role="status">
        {busy ? text[busy] : isOwn ? text.saveOwnHint : text.saveHint}
      </p>
      <p class="soft">{text.saveOnnxHint}</p>
      <p class="soft">{text.loadHint}</p>
      {error && <ErrorNote error={error} />}
      {missing && <Missing missing={missing} onVocabulary={onVocabulary} />}
    </section>
  );
}

function Facts({ facts }: { readonly facts: ModelFacts }): JSX.Element {
  const text = useText(texts);
  const cells = useText(cellTexts);
  const format = useNumbers();
  const { architecture, file, validationLoss } = facts;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [text.format, file && text.loaded(file.name, file.format)],
    [text.weights, format(facts.parameters, {})],
    [text.vocabulary, format(facts.characters, {})],
    [text.trainedSteps, format(facts.steps, {})],
    [text.trainedOn, facts.trainedOn],
    [
      text.validation,
      validationLoss === undefined
        ? undefined
        : text.bits(format(validationLoss), format(validationLoss / Math.LN2)),
    ],
  ];
  return (
    <>
      <p class="model-line">
        <strong>
          {architecture
            ? text.modelLine(
                titleOf(architecture.cell, cells.own),
                architecture.layers,
                format(architecture.hidden),
              )
            : facts.kind}
        </strong>
      </p>
      <dl class="facts">
        {rows.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {file && file.notes.length > 0 && (
        <details>
          <summary>{text.imported}</summary>
          <ul class="notes">
            {file.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Missing({
  missing,
  onVocabulary,
}: { readonly missing: MissingVocabulary } & Pick<Props, 'onVocabulary'>): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const [list, setList] = useState('');
  return (
    <div class="note missing" role="alert">
      <h3>{text.missingTitle}</h3>
      <p>{text.missingLead(missing.file, missing.format, format(missing.size, {}))}</p>
      {missing.textFits && (
        <button type="button" class="primary" onClick={() => onVocabulary('text')}>
          {text.takeText(format(missing.size, {}))}
        </button>
      )}
      <div class="field">
        <label for="vocabulary-list">{text.missingList}</label>
        <textarea
          id="vocabulary-list"
          rows={3}
          value={list}
          onInput={(event) => setList(event.currentTarget.value)}
        />
      </div>
      <button type="button" disabled={list === ''} onClick={() => onVocabulary({ list })}>
        {text.giveList}
      </button>
    </div>
  );
}

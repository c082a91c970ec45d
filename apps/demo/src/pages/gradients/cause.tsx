import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { LineChart } from '../../charts/line-chart.js';
import { formatNumber } from '../../charts/numbers.js';
import { Slider } from '../../controls/slider.js';
import { LanguageContext, useText } from '../../text/language.js';
import { between, limits } from './settings.js';
import { places, powersOf, sigmoid, slopeOf, tangentAt } from './tanh.js';
import { texts } from './texts.js';

interface Turned {
  readonly at: number;
  readonly weight: number;
  readonly factors: number;
}

interface Props extends Turned {
  /** Of the forget gate, to compare with. */
  readonly bias: number;
  /** The mean derivative in the RNN that is shown, where one is. */
  readonly slope: number | undefined;
  readonly onChange: (changes: Partial<Turned>) => void;
}

const heights = places.map(Math.tanh);
const slopes = places.map(slopeOf);

/** tanh, its derivative, and what a product of many such factors is, beside one of forget gates. */
export function Cause({ at, weight, factors, bias, slope, onChange }: Props): JSX.Element {
  const text = useText(texts);
  const language = useContext(LanguageContext);
  const write = (value: number): string => formatNumber(value, language);
  const factor = weight * slopeOf(at);
  const gate = sigmoid(bias);
  const steps = Array.from({ length: factors + 1 }, (_, k) => k);

  return (
    <section class="panel">
      <div>
        <h2>{text.cause}</h2>
        <p>{text.causeLead}</p>
      </div>
      <div class="fields">
        <Slider
          label={text.at}
          value={at}
          {...between(limits.at)}
          step={0.05}
          format={write}
          onChange={(at) => onChange({ at })}
        />
        <Slider
          label={text.weight}
          value={weight}
          {...between(limits.weight)}
          step={0.05}
          format={write}
          onChange={(weight) => onChange({ weight })}
        />
        <Slider
          label={text.factors}
          value={factors}
          {...between(limits.factors)}
          onChange={(factors) => onChange({ factors })}
        />
      </div>
      <div class="cause-charts">
        <div>
          <LineChart
            title={text.tanhChart}
            x={{ label: text.tanhX, values: places }}
            y={{ label: text.tanhY, range: [-1.2, 1.2] }}
            series={[
              { name: 'tanh', colour: 'var(--ink-soft)', values: heights },
              { name: 'tanh′', colour: 'var(--cell-rnn)', values: slopes },
              { name: text.tangent, colour: 'var(--accent)', values: tangentAt(at), dashed: true },
            ]}
            height={280}
            cursor={{ x: at }}
            onPick={(place) => onChange({ at: Math.round(20 * place) / 20 })}
          />
          <p>{text.factor(write(at), write(slopeOf(at)), write(weight), write(factor))}</p>
          {slope !== undefined && <p>{text.slope(write(slope))}</p>}
        </div>
        <div>
          <LineChart
            title={text.productChart}
            x={{ label: text.productX, values: steps }}
            y={{ label: text.productY, scale: 'log' }}
            series={[
              { name: text.tanhFactor, colour: 'var(--cell-rnn)', values: powersOf(factor, factors) },
              {
                name: text.gateFactor,
                colour: 'var(--cell-lstm)',
                values: powersOf(gate, factors),
                dashed: true,
              },
            ]}
            height={280}
          />
          <p>
            <strong>{text.product(write(factor), factors, write(factor ** factors))}</strong>
          </p>
          <p>{text.gateProduct(write(bias), write(gate), factors, write(gate ** factors))}</p>
        </div>
      </div>
    </section>
  );
}

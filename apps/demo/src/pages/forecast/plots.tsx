import type { JSX } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import { LineChart } from '../../charts/line-chart.js';
import { Choice } from '../../controls/choice.js';
import { LanguageContext, useText } from '../../text/language.js';
import {
  forecastCurves,
  forecastNames,
  heldOutResiduals,
  oneAheadResiduals,
  type Drawing as Plotted,
} from './curves.js';
import { formatTime } from './dates.js';
import type { Forecast } from './predict.js';
import type { Series } from './series.js';
import type { Settled, View } from './settings.js';
import { texts, type ForecastText } from './texts.js';

interface Drawing {
  readonly series: Series | undefined;
  readonly settled: Settled | undefined;
  readonly forecast: Forecast | undefined;
  readonly cell: string;
  readonly colour: string;
  readonly text: ForecastText;
  readonly isRecent: boolean;
}

interface PlotProps extends Drawing {
  readonly shown: View['shown'];
  readonly onShown: (shown: View['shown']) => void;
}

/** The series, its forecast, and what comes after. */
export function ForecastPlot({ shown, onShown, ...drawing }: PlotProps): JSX.Element {
  const { series, settled, forecast, cell, colour, text, isRecent } = drawing;
  const language = useContext(LanguageContext);
  const { times, curves, spans } = useMemo(
    () => (series && settled ? forecastCurves({ ...drawing, series, settled }) : named(forecastNames(text))),
    [series, settled, forecast, cell, colour, text, isRecent],
  );
  const { name = text.noSeries, unit = '', dated = true } = series ?? {};
  return (
    <>
      <LineChart
        title={text.chart(name)}
        x={{ label: dated ? text.time : text.step, values: times, dates: dated }}
        y={{ label: name, unit, digits: 5 }}
        series={curves}
        spans={spans}
        names={false}
        height={400}
        formatX={(time) => (series ? formatTime(time, series, language) : '')}
      />
      <div class="shown">
        <Choice label={text.shown} value={shown} options={text.showing} onChange={onShown} />
      </div>
    </>
  );
}

interface SmallProps extends Drawing {
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
}

/** What is left over: residuals near and far, and the loss as it falls. */
export function SmallPlots({ losses, ...drawing }: SmallProps): JSX.Element {
  const { series, settled, forecast, cell, colour, isRecent } = drawing;
  const text = useText(texts);
  const language = useContext(LanguageContext);
  const [one, held] = useMemo(
    () =>
      series && settled
        ? [
            oneAheadResiduals({ ...drawing, series, settled }),
            heldOutResiduals({ ...drawing, series, settled }),
          ]
        : [named([text.residual]), named([cell, text.naiveLine])],
    [series, settled, forecast, cell, colour, text, isRecent],
  );
  const loss = useMemo(
    () => ({
      x: losses.map(({ step }) => step),
      curves: [{ name: text.loss, colour, values: losses.map(({ loss }) => loss), thin: true }],
    }),
    [losses, colour, text],
  );
  const { unit = '', dated = true } = series ?? {};
  return (
    <div class="small-plots">
      <div class="panel">
        <LineChart
          title={text.residualsOne}
          x={{ label: dated ? text.time : text.step, values: one.times, dates: dated }}
          y={{ label: text.residualAxis, unit }}
          series={one.curves}
          height={220}
          formatX={(time) => (series ? formatTime(time, series, language) : '')}
        />
      </div>
      <div class="panel">
        <LineChart
          title={text.residualsHeld}
          x={{ label: text.distance, values: held.times }}
          y={{ label: text.residualAxis, unit }}
          series={held.curves}
          height={220}
          formatX={String}
        />
      </div>
      <div class="panel">
        <LineChart
          title={text.lossChart}
          x={{ label: text.steps, values: loss.x }}
          y={{ label: text.loss }}
          series={loss.curves}
          height={220}
          formatX={String}
        />
      </div>
    </div>
  );
}

/** Lines of which only the names are known yet, so that the legend has its height. */
const named = (names: readonly string[]): Plotted => ({
  times: [],
  curves: names.map((name) => ({ name, colour: 'var(--ink-soft)', values: [] })),
});

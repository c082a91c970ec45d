import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorNote } from '../../controls/error-note.js';
import type { RacePanelProps } from './race-panel.js';

/** The race, with the charts that it draws, is fetched when it is shown. */
export function LazyRacePanel(props: RacePanelProps): JSX.Element | null {
  const [Panel, setPanel] = useState<ComponentType<RacePanelProps>>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    import('./race-panel.js').then(
      ({ RacePanel }) => setPanel(() => RacePanel),
      (error: unknown) => setFailure(error as Error),
    );
  }, []);
  if (failure) return <ErrorNote error={failure} />;
  return Panel ? <Panel {...props} /> : null;
}

import { Component, type ComponentChildren } from 'preact';
import { ErrorNote } from '../controls/error-note.js';

interface Props {
  readonly children: ComponentChildren;
}

/** Says what went wrong in a page; the menu and the other pages stay alive. */
export class ErrorBoundary extends Component<Props, { problem?: Error }> {
  static override getDerivedStateFromError(problem: Error): { problem: Error } {
    return { problem };
  }

  override render(): ComponentChildren {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    return <ErrorNote error={problem} onRetry={() => this.setState({ problem: undefined! })} />;
  }
}

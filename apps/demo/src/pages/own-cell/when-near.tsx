import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** A panel whose inside is made when it comes near to what is on the screen. */
export function WhenNear({ label, class: name, children }: Props): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '100px' },
    );
    observer.observe(panel.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <section class={`panel ${name}`} aria-label={label} aria-busy={!isNear} ref={panel}>
      {isNear && children}
    </section>
  );
}

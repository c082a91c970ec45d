import type { Language, Texts } from '../../text/language.js';
import type { GateEffect } from './gate-effect.js';

/** What a gate of a name means, given what it does in this cell. */
type Meaning = (effect: GateEffect) => string;

interface Meanings {
  readonly named: Readonly<Record<string, Meaning>>;
  /** What can be said of any gate. */
  readonly any: Meaning;
}

const en: Meanings = {
  named: {
    forget: ({ effect, state }) =>
      effect === 'replaces'
        ? `How much of ${state} is forgotten to make room for something new: open forgets, shut keeps.`
        : `How much of the memory is kept: open keeps ${state ?? 'it'}, shut forgets it.`,
    input: () => 'How much of the candidate is let into the memory: shut, nothing new is written.',
    output: ({ opens }) =>
      opens
        ? 'How much of the memory is shown to the rest of the network: shut, it is kept but not shown.'
        : 'What goes out, bounded to −1 and 1.',
    reset: ({ feedsGate }) =>
      feedsGate
        ? 'How much of the past the candidate takes into account: shut ignores it and starts afresh.'
        : 'How much of the output comes from the memory; the rest is the input itself.',
    update: ({ effect, state }) =>
      effect === 'replaces'
        ? `How much of ${state} is replaced by the candidate: open writes, shut leaves the past as it is.`
        : `How much of ${state ?? 'the state'} stays as it was: open keeps the past, shut takes the candidate.`,
    gate: ({ state }) => `How much of ${state ?? 'the state'} is replaced by the candidate.`,
    candidate: () =>
      'What could be written now. It has a sign and is no gate itself: the gates decide how much of it counts.',
    content: () => 'What the character brings, before the gates decide how much of it counts.',
    mapped: () => 'The character as the state would hold it: what the update gate lets in.',
    feedback: () =>
      'How strongly a unit feeds its own past back to itself: above 1 it holds on to one of two values.',
    multiplicative: () => 'Input times state: with it each character has recurrent weights of its own.',
    depth: () => 'How much of the candidate for the output goes out; the rest is the input as it came.',
    recurrent: ({ state }) => `How much of ${state ?? 'the state'} stays as it was: open keeps the past.`,
    time: ({ effect }) =>
      effect === 'replaces'
        ? 'Whether it is this unit’s time to change: shut, it keeps what it had.'
        : 'Which of two answers counts: from the one to the other as time passes.',
    delta: () =>
      'How long the step lasts for a unit: near 0 the past stays, a large number takes the input in.',
    alpha: ({ state }) => `How much of ${state ?? 'the memory'} is kept before anything is written.`,
    beta: () => 'How firmly the new value takes the place of the one that the memory has under this key.',
    receptance: () => 'How much of what was gathered from the past is let out.',
    wkv: () =>
      'What was gathered: a mean of the past in which later and more important characters weigh more.',
    running: () => 'Which units run at this step: 1 runs, 0 waits and keeps what it has.',
    written: () => 'The number that is written into the memory, which holds its course over the last steps.',
    direction: () => 'Which way each unit of the state moves in this step.',
    acceleration: () => 'What pushes each unit, which swings like a pendulum.',
    force: () => 'What drives each unit, which swings like a pendulum.',
    paceY: () => 'How fast y changes: shut, it hardly moves in this step.',
    paceZ: () => 'How fast z changes: shut, it hardly moves in this step.',
  },
  any: ({ effect, state, opens }) =>
    effect === 'keeps' && opens
      ? `It multiplies ${state}: open keeps it, shut lets it go.`
      : effect === 'replaces' && opens
        ? `As far as it is open, ${state} gives way to something new.`
        : opens
          ? 'It runs from 0, shut, to 1, open. What it does is in its equation.'
          : 'A value of the cell that it shows under this name. What it does is in its equation.',
};

const ko: Meanings = {
  named: {
    forget: ({ effect, state }) =>
      effect === 'replaces'
        ? `새 내용이 들어갈 자리를 만들기 위해 상태 ${state}의 값을 얼마나 잊을지 정합니다. 열리면 잊고, 닫히면 간직합니다.`
        : `기억을 얼마나 간직할지 정합니다. 열리면 간직하고, 닫히면 잊습니다.`,
    input: () => '후보값을 기억에 얼마나 들여보낼지 정합니다. 닫히면 새로 쓰이는 것이 없습니다.',
    output: ({ opens }) =>
      opens
        ? '기억을 네트워크의 나머지 부분에 얼마나 내보일지 정합니다. 닫히면 간직하되 보여 주지 않습니다.'
        : '밖으로 나가는 값으로, −1과 1 사이입니다.',
    reset: ({ feedsGate }) =>
      feedsGate
        ? '후보값을 만들 때 과거를 얼마나 참고할지 정합니다. 닫히면 과거를 무시하고 새로 시작합니다.'
        : '출력을 기억에서 얼마나 가져올지 정합니다. 나머지는 입력을 그대로 씁니다.',
    update: ({ effect, state }) =>
      effect === 'replaces'
        ? `상태 ${state}의 값을 후보값으로 얼마나 바꿀지 정합니다. 열리면 새로 쓰고, 닫히면 과거를 그대로 둡니다.`
        : `${state === undefined ? '상태를' : `상태 ${state}의 값을`} 얼마나 그대로 둘지 정합니다. 열리면 과거를 간직하고, 닫히면 후보값을 받아들입니다.`,
    gate: ({ state }) =>
      `${state === undefined ? '상태를' : `상태 ${state}의 값을`} 후보값으로 얼마나 바꿀지 정합니다.`,
    candidate: () =>
      '지금 쓸 수 있는 값입니다. 부호가 있고 게이트는 아닙니다. 얼마나 반영할지는 게이트가 정합니다.',
    content: () => '이 글자가 가져온 내용입니다. 얼마나 반영할지는 게이트가 정합니다.',
    mapped: () => '글자를 상태의 형태로 옮긴 값입니다. 업데이트 게이트가 이것을 들여보냅니다.',
    feedback: () =>
      '유닛이 자신의 과거를 얼마나 강하게 되먹이는지 나타냅니다. 1을 넘으면 두 값 중 하나에 머무릅니다.',
    multiplicative: () => '입력과 상태의 곱입니다. 덕분에 글자마다 자기만의 순환 가중치를 갖는 셈이 됩니다.',
    depth: () => '출력 후보를 얼마나 내보낼지 정합니다. 나머지는 입력을 그대로 내보냅니다.',
    recurrent: ({ state }) =>
      `${state === undefined ? '상태를' : `상태 ${state}의 값을`} 얼마나 그대로 둘지 정합니다. 열리면 과거를 간직합니다.`,
    time: ({ effect }) =>
      effect === 'replaces'
        ? '이 유닛이 바뀔 시간인지 나타냅니다. 닫히면 가지고 있던 값을 지킵니다.'
        : '두 답 중 어느 쪽을 쓸지 정합니다. 시간이 흐르면서 한쪽에서 다른 쪽으로 옮겨 갑니다.',
    delta: () => '유닛이 느끼는 한 단계의 길이입니다. 0에 가까우면 과거가 남고, 크면 입력을 받아들입니다.',
    alpha: ({ state }) =>
      `새로 쓰기 전에 ${state === undefined ? '상태를' : `상태 ${state}의 값을`} 얼마나 간직할지 정합니다.`,
    beta: () => '이 키 아래에 있던 값을 새 값으로 얼마나 확실히 바꿀지 정합니다.',
    receptance: () => '과거에서 모은 것을 얼마나 내보낼지 정합니다.',
    wkv: () => '과거에서 모은 값입니다. 최근이거나 중요한 글자일수록 무게가 큰 평균입니다.',
    running: () =>
      '이 단계에서 어느 유닛이 움직이는지 나타냅니다. 1이면 움직이고, 0이면 값을 지키며 기다립니다.',
    written: () => '기억에 쓰이는 수입니다. 기억은 최근 단계에서 이 수가 지나온 흐름을 담습니다.',
    direction: () => '이 단계에서 상태의 각 유닛이 움직이는 방향입니다.',
    acceleration: () => '진자처럼 흔들리는 각 유닛을 미는 힘입니다.',
    force: () => '진자처럼 흔들리는 각 유닛을 움직이는 힘입니다.',
    paceY: () => 'y가 바뀌는 속도입니다. 닫히면 이 단계에서 거의 움직이지 않습니다.',
    paceZ: () => 'z가 바뀌는 속도입니다. 닫히면 이 단계에서 거의 움직이지 않습니다.',
  },
  any: ({ effect, state, opens }) =>
    effect === 'keeps' && opens
      ? `상태 ${state}의 값에 곱해집니다. 열리면 간직하고, 닫히면 놓아 줍니다.`
      : effect === 'replaces' && opens
        ? `열린 만큼 상태 ${state}의 값이 새 내용에 자리를 내줍니다.`
        : opens
          ? '0(닫힘)에서 1(열림) 사이의 값입니다. 하는 일은 수식에 나와 있습니다.'
          : '셀이 이 이름으로 보여 주는 값입니다. 하는 일은 수식에 나와 있습니다.',
};

const meanings: Texts<Meanings> = { en, ko };

/** What a gate means, in a sentence. Highway layers number theirs: `transform1` is a gate of one of these. */
export function meaningOf(name: string, effect: GateEffect, language: Language): string {
  const { named, any } = meanings[language];
  const known = Object.hasOwn(named, name) ? named[name] : undefined;
  return (known ?? any)(effect);
}

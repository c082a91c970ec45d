import type { Texts } from '../../../text/language.js';
import type { Rows } from '../studio/rows.js';

const en = {
  learningTitle: 'Train one of your own',
  hidden: 'Hidden size',
  layers: 'Layers',
  steps: 'Steps',
  learningRate: 'Learning rate',
  trainFurther: 'Train the present model further',
  progress: (step: string, total: string, loss: string, speed: string, left: string) =>
    [
      `step ${step} of ${total}`,
      loss && `loss ${loss} nats`,
      speed && `${speed} characters/s`,
      left && `${left} left`,
    ]
      .filter(Boolean)
      .join(' · '),
  seconds: (seconds: number) => (seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`),
  threads: (threads: number, reason: string) =>
    `${threads} ${threads === 1 ? 'thread' : 'threads'}. ${reason}`,
  setUp: (memory: string, epoch: string, held: string, { batchSize, timeSteps }: Rows) =>
    `A step learns from ${batchSize} places of the text at once, ${timeSteps} characters each, and takes ${memory} of memory. ${epoch === '1' ? '1 step goes' : `${epoch} steps go`} through the text once; ${held} characters towards its end are held back for validation.`,
  restored: 'It goes on, to the bit, where the training in the file had ended.',
  skipped: (count: string) => `${count} characters of the text are unknown to this model and are left out.`,
  lossTitle: 'Loss',
  lossAxis: 'Loss',
  lossUnit: 'nats per character',
  stepAxis: 'Step',
  lossTrain: 'Training',
  lossValidation: 'Validation',
  bits: (nats: string, bits: string) => `${nats} nats, that is ${bits} bits per character`,
  samplesTitle: 'What it wrote on the way',
  afterStep: (step: string) => `After step ${step}`,
  noSamples: 'Every few seconds of training it writes some lines here.',
  cannotTrain: {
    possible: '',
    probabilities:
      'This model gives probabilities and no scores, so it writes but cannot be trained on here.',
    lastStepOnly:
      'This model was made to look at a whole stretch for each character, so it writes but cannot be trained on here.',
    oneHot: 'This model takes characters as vectors, so it writes but cannot be trained on here.',
  },
  problems: {
    noModel: 'There is no model yet: train one, or load a file.',
    noText: 'There is no text yet: choose one, paste one, or drop a file.',
    fewKnown:
      'This model does not know more than half of the characters of the text. Choose another text, or train a new model.',
    ended: 'The training had ended before that.',
    TooLongError:
      'The worker did not answer and was ended; a step that takes many seconds, or a cell that never ends, does that. Choose a smaller model and train anew.',
  } as Readonly<Record<string, string>>,
};

export const learning: Texts<typeof en> = {
  en,
  ko: {
    learningTitle: '직접 학습시키기',
    hidden: '은닉 크기',
    layers: '층 수',
    steps: '스텝 수',
    learningRate: '학습률',
    trainFurther: '지금 모델을 이어서 학습',
    progress: (step, total, loss, speed, left) =>
      [
        `${total}스텝 중 ${step}`,
        loss && `손실 ${loss} nat`,
        speed && `초당 ${speed}자`,
        left && `${left} 남음`,
      ]
        .filter(Boolean)
        .join(' · '),
    seconds: (seconds) => (seconds < 100 ? `${seconds}초` : `${Math.round(seconds / 60)}분`),
    threads: (threads, reason) => `스레드 ${threads}개. ${reason}`,
    setUp: (memory, epoch, held, { batchSize, timeSteps }) =>
      `한 스텝에 텍스트의 ${batchSize}군데에서 ${timeSteps}자씩 배우며, 메모리 ${memory}를 씁니다. ${epoch}스텝이면 텍스트를 한 번 다 읽습니다. 끝부분 ${held}자는 검증에 쓰려고 남겨 둡니다.`,
    restored: '파일에 저장된 학습이 끝난 지점에서 한 비트도 다르지 않게 이어집니다.',
    skipped: (count) => `텍스트에서 이 모델이 모르는 글자 ${count}개는 건너뜁니다.`,
    lossTitle: '손실',
    lossAxis: '손실',
    lossUnit: '글자당 nat',
    stepAxis: '스텝',
    lossTrain: '학습',
    lossValidation: '검증',
    bits: (nats, bits) => `${nats} nat, 글자당 ${bits}비트`,
    samplesTitle: '학습하면서 쓴 글',
    afterStep: (step) => `${step}스텝 뒤`,
    noSamples: '학습하는 동안 몇 초마다 몇 줄씩 써서 보여 줍니다.',
    cannotTrain: {
      possible: '',
      probabilities:
        '이 모델은 점수가 아니라 확률을 내놓기 때문에, 글은 쓰지만 여기서 더 학습시킬 수는 없습니다.',
      lastStepOnly:
        '이 모델은 글자 하나마다 긴 구간을 통째로 보도록 만들어져서, 글은 쓰지만 여기서 더 학습시킬 수는 없습니다.',
      oneHot: '이 모델은 글자를 벡터로 받기 때문에, 글은 쓰지만 여기서 더 학습시킬 수는 없습니다.',
    },
    problems: {
      noModel: '아직 모델이 없습니다. 학습시키거나 파일을 불러오세요.',
      noText: '아직 텍스트가 없습니다. 고르거나, 붙여 넣거나, 파일을 끌어다 놓으세요.',
      fewKnown:
        '텍스트의 글자 가운데 절반이 넘는 글자를 이 모델이 모릅니다. 다른 텍스트를 고르거나 새 모델을 학습시키세요.',
      ended: '그 전에 학습이 끝났습니다.',
      TooLongError:
        '워커가 응답하지 않아 종료했습니다. 한 스텝이 너무 오래 걸리거나 셀이 끝나지 않으면 이렇게 됩니다. 더 작은 모델로 새로 학습시켜 보세요.',
    },
  },
};

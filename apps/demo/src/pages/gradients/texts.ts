import type { Texts } from '../../text/language.js';
import type { BiasStart, Start, ViewName } from './settings.js';

const starts: Readonly<Record<Start, string>> = {
  orthogonal: 'Orthogonal (turns, does not stretch)',
  identity: 'Identity (does nothing)',
  glorotUniform: 'Glorot, uniform',
  lecunNormal: 'LeCun, normal',
  torch: 'PyTorch’s: uniform within ±1/√size',
};

const biasStarts: Readonly<Record<BiasStart, string>> = {
  forget: 'By the forget bias below',
  chrono: 'Chrono: as long as the sequence',
};

const views: Readonly<Record<ViewName, { readonly title: string; readonly seen: string }>> = {
  first: { title: 'As at first', seen: 'Gates that keep begin with a bias of 1, as an LSTM’s do.' },
  shut: { title: 'Forget bias 0', seen: 'Neither LSTM nor GRU reaches further than the RNN.' },
  open: { title: 'Forget bias 3', seen: 'The LSTM loses none of the gradient, and the GRU keeps enough.' },
  twice: { title: 'Weights × 2', seen: 'The RNN’s gradient explodes.' },
  chrono: { title: 'Chrono', seen: 'Gates from half open to nearly open: some units for each distance.' },
};

const en = {
  chart: 'Gradient that reaches each past step',
  stepsBack: 'Steps back',
  norm: 'Norm of the gradient',
  caption: (rows: number) =>
    `Computed as you look, with untrained cells: the L2 norm of dL/ds for the state s after each step, the mean of ${rows} random ` +
    'sequences; L is the sum of the last outputs. A cell with several states has a line for each: solid its memory, ' +
    'which is c in the LSTM, and dashed the others. The LSTM’s h is what it shows at a step; c is what it remembers with.',
  reach: 'Steps back until a thousandth is left',
  reachCaption:
    'A thousandth of the greatest gradient, in each cell’s memory: the solid lines above. Beside it what each step multiplies the gradient by, on average as far as that.',
  reached: (steps: number) => (steps === 1 ? '1 step' : `${steps} steps`),
  beyond: (steps: number) => `more than ${steps - 1} steps`,
  each: (factor: string) => `× ${factor} a step`,
  nothing: 'no gradient',
  exploded: 'too large for a number',
  settings: 'What to compare',
  steps: 'Sequence length',
  stepsUnit: 'steps',
  hidden: 'Hidden size',
  hiddenUnit: 'units',
  bias: 'Forget bias',
  biases: 'Gate biases at the start',
  biasStarts,
  start: 'Recurrent weights at the start',
  starts,
  gain: 'Recurrent weights times',
  worthALook: 'Worth a look',
  views,
  seed: (seed: number) => `Draw ${seed}`,
  draw: 'New draw',
  noForgetBias: (cells: string) => `No gate that forgets: ${cells}. The forget bias changes nothing there.`,
  noInitial: (cells: string) =>
    `Start values of their own: ${cells}. Initialisation and gate biases change nothing there.`,
  biasElsewhere: 'The forget bias is set by the choice above.',
  biasOfTorch: 'PyTorch’s start draws the biases too, so the forget bias is not used.',
  gainOfTorch: 'PyTorch’s start has a size of its own.',
  explanations: [
    {
      title: 'What you see',
      words: [
        'The loss looks at the last output. To learn from an earlier step, the gradient has to go back through every step between, and each of them multiplies it. A factor a little below 1 is enough: 0.8 to the power of 60 is 0.0000015. On the logarithmic axis such a fall is a straight line.',
        'Multiply the recurrent weights by 2, and the RNN’s gradient grows instead of falling: that is the exploding gradient, the same product with factors above 1.',
      ],
    },
    {
      title: 'Why a plain RNN loses it',
      words: [
        'In h′ = tanh(x·W + h·U + b) all that is remembered goes through U and through the tanh at every step. The derivative of tanh is 1 at 0 and less everywhere else, so each step takes some of the gradient away.',
        'A larger U can make up for it, but only just: a little less and the gradient still vanishes, a little more and it explodes. Training moves U, and so away from any such balance.',
      ],
    },
    {
      title: 'Why a sum keeps it',
      words: [
        'In c′ = f·c + i·g the memory is added to and not squeezed. Straight along c, the gradient is multiplied by the forget gate f and nothing else. Where f is near 1 nearly all of it arrives, and f is something the cell can learn.',
        'The GRU has such a sum too: h′ = (1 − z)·n + z·h.',
      ],
    },
    {
      title: 'What the forget bias does',
      words: [
        'Before any training f is about σ(bias): 0.5 for 0, 0.73 for 1, 0.95 for 3. So the bias decides how far back an untrained LSTM can begin to learn. At 0 it reaches no further than the RNN does.',
        'In a GRU it is the bias of z, which keeps as an LSTM’s f does. GRUs mostly begin with 0 there: then z is near 0.5, half of the memory is kept at each step, and the curve falls faster than that of a well-started RNN until training opens the gate.',
      ],
    },
  ],
  cause: 'The cause: tanh and its derivative',
  causeLead:
    'One unit, one step: h′ = tanh(u·h + …). What goes back is multiplied by u·tanh′(a), where a is what went into the tanh. Move along the curve, then take that factor many times.',
  tanhChart: 'tanh and its derivative',
  tanhX: 'What goes in, a',
  tanhY: 'Value',
  tangent: 'slope at a',
  at: 'Place on the curve, a',
  weight: 'Recurrent weight, u',
  factors: 'Steps back, n',
  slope: (measured: string) =>
    `In the RNN above, the tanh’s derivative is ${measured} on average over all units and steps.`,
  factor: (at: string, slope: string, weight: string, factor: string) =>
    `tanh′(${at}) × u = ${slope} × ${weight} = ${factor} at each step.`,
  product: (factor: string, count: number, product: string) =>
    `${factor} to the power of ${count} = ${product}`,
  gateProduct: (bias: string, gate: string, count: number, product: string) =>
    `A forget gate of bias ${bias} is σ(${bias}) = ${gate} open; ${gate} to the power of ${count} = ${product}`,
  productChart: 'What is left after so many steps',
  productX: 'Steps back',
  productY: 'Share left',
  tanhFactor: 'tanh',
  gateFactor: 'gate f',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    chart: '과거의 각 단계에 도달하는 기울기',
    stepsBack: '거슬러 올라간 단계 수',
    norm: '기울기의 노름',
    caption: (rows) =>
      `학습하지 않은 셀로 지금 바로 계산한 값입니다. 각 단계의 상태 s에 대한 dL/ds의 L2 노름을 무작위 시퀀스 ${rows}개에서 구해 평균했고, ` +
      'L은 마지막 출력의 합입니다. 상태가 여럿인 셀은 상태마다 선을 하나씩 그립니다. 기억을 맡는 상태는 실선(LSTM에서는 c), ' +
      '나머지는 점선입니다. LSTM의 h는 그 단계에 내보이는 값이고, 기억은 c가 맡습니다.',
    reach: '기울기가 천분의 일로 줄어들 때까지의 단계 수',
    reachCaption:
      '각 셀의 기억(위 그림의 실선)에서 가장 큰 기울기의 천분의 일을 기준으로 합니다. 옆의 값은 그때까지 단계마다 기울기에 곱해지는 값의 평균입니다.',
    reached: (steps) => `${steps}단계`,
    beyond: (steps) => `${steps - 1}단계 이상`,
    each: (factor) => `단계마다 × ${factor}`,
    nothing: '기울기 없음',
    exploded: '수의 한계를 넘음',
    settings: '비교할 것',
    steps: '시퀀스 길이',
    stepsUnit: '단계',
    hidden: '은닉 크기',
    hiddenUnit: '유닛',
    bias: '망각 편향',
    biases: '게이트 편향의 초깃값',
    biasStarts: {
      forget: '아래 망각 편향을 따름',
      chrono: '크로노: 시퀀스 길이만큼 기억',
    },
    start: '순환 가중치의 초깃값',
    starts: {
      orthogonal: '직교 행렬(늘이지 않고 돌리기만 함)',
      identity: '단위 행렬(그대로 둠)',
      glorotUniform: 'Glorot 균등 분포',
      lecunNormal: 'LeCun 정규 분포',
      torch: 'PyTorch 방식: ±1/√크기 균등 분포',
    },
    gain: '순환 가중치 배율',
    worthALook: '눈여겨볼 설정',
    views: {
      first: { title: '처음 설정', seen: '기억을 지키는 게이트의 편향이 LSTM처럼 1에서 시작합니다.' },
      shut: { title: '망각 편향 0', seen: 'LSTM도 GRU도 RNN보다 멀리 닿지 못합니다.' },
      open: { title: '망각 편향 3', seen: 'LSTM에서는 기울기가 줄지 않고, GRU에서도 충분히 남습니다.' },
      twice: { title: '가중치 × 2', seen: 'RNN의 기울기가 폭발합니다.' },
      chrono: {
        title: '크로노',
        seen: '절반쯤 열린 게이트부터 거의 다 열린 게이트까지, 거리마다 맡을 유닛이 있습니다.',
      },
    },
    seed: (seed) => `시드 ${seed}`,
    draw: '다시 뽑기',
    noForgetBias: (cells) => `잊는 게이트가 없는 셀: ${cells}. 망각 편향을 바꿔도 그대로입니다.`,
    noInitial: (cells) =>
      `초깃값이 정의에 정해져 있는 셀: ${cells}. 초기화와 게이트 편향을 바꿔도 그대로입니다.`,
    biasElsewhere: '망각 편향은 위에서 고른 방식으로 정해집니다.',
    biasOfTorch: 'PyTorch 방식은 편향도 무작위로 뽑으므로 망각 편향을 쓰지 않습니다.',
    gainOfTorch: 'PyTorch 방식은 크기가 정해져 있습니다.',
    explanations: [
      {
        title: '그래프 읽기',
        words: [
          '손실은 마지막 출력만 봅니다. 앞선 단계에서 배우려면 기울기가 그 사이의 모든 단계를 거슬러 올라가야 하고, 단계마다 어떤 값이 곱해집니다. 그 값이 1보다 조금만 작아도 충분합니다. 0.8을 60번 곱하면 0.0000015입니다. 로그 축에서는 이런 감소가 직선으로 보입니다.',
          '순환 가중치를 2배로 하면 RNN의 기울기는 줄지 않고 오히려 커집니다. 같은 곱셈을 1보다 큰 값으로 되풀이한 결과이며, 이것이 기울기 폭발입니다.',
        ],
      },
      {
        title: 'RNN이 기울기를 잃는 이유',
        words: [
          'h′ = tanh(x·W + h·U + b)에서는 기억하는 모든 것이 단계마다 U와 tanh를 지납니다. tanh의 도함수는 0에서만 1이고 다른 곳에서는 모두 1보다 작아서, 단계마다 기울기가 조금씩 줄어듭니다.',
          'U를 키우면 메울 수 있지만 아슬아슬합니다. 조금만 작아도 여전히 사라지고, 조금만 커도 폭발합니다. 게다가 학습하는 동안 U가 바뀌므로 그 균형은 유지되지 않습니다.',
        ],
      },
      {
        title: '덧셈이 기울기를 지키는 이유',
        words: [
          'c′ = f·c + i·g에서는 기억을 눌러 담지 않고 더하기만 합니다. c를 따라 곧장 거슬러 올라가는 기울기에는 망각 게이트 f만 곱해집니다. f가 1에 가까우면 기울기가 거의 다 전해지고, f는 셀이 배울 수 있는 값입니다.',
          'GRU에도 이런 덧셈이 있습니다: h′ = (1 − z)·n + z·h.',
        ],
      },
      {
        title: '망각 편향이 하는 일',
        words: [
          '학습 전의 f는 대략 σ(편향)입니다. 편향이 0이면 0.5, 1이면 0.73, 3이면 0.95입니다. 그래서 학습하지 않은 LSTM이 얼마나 먼 과거부터 배우기 시작할 수 있는지를 망각 편향이 정합니다. 0이면 RNN보다 멀리 닿지 못합니다.',
          'GRU에서는 z의 편향이 망각 편향입니다. z는 LSTM의 f처럼 기억을 지킵니다. GRU는 보통 0에서 시작하므로 z가 0.5 근처이고 단계마다 기억이 절반쯤만 남습니다. 그래서 학습으로 게이트가 열리기 전에는 잘 초기화한 RNN보다도 곡선이 빨리 떨어집니다.',
        ],
      },
    ],
    cause: '원인: tanh와 그 도함수',
    causeLead:
      '유닛 하나의 한 단계는 h′ = tanh(u·h + …)입니다. 거슬러 올라가는 기울기에는 u·tanh′(a)가 곱해지고, a는 tanh에 들어간 값입니다. 곡선을 따라 움직여 보고, 그 값을 여러 번 곱해 보세요.',
    tanhChart: 'tanh와 도함수',
    tanhX: '들어가는 값 a',
    tanhY: '값',
    tangent: 'a에서의 기울기',
    at: '곡선 위의 위치 a',
    weight: '순환 가중치 u',
    factors: '거슬러 올라간 단계 수 n',
    slope: (measured) => `위 RNN에서 tanh 도함수를 모든 유닛과 단계에 걸쳐 평균하면 ${measured}입니다.`,
    factor: (at, slope, weight, factor) => `단계마다 tanh′(${at}) × u = ${slope} × ${weight} = ${factor}`,
    product: (factor, count, product) => `${factor}의 ${count}제곱 = ${product}`,
    gateProduct: (bias, gate, count, product) =>
      `편향이 ${bias}인 망각 게이트는 σ(${bias}) = ${gate}만큼 열려 있습니다. ${gate}의 ${count}제곱 = ${product}`,
    productChart: '여러 단계를 지난 뒤 남는 양',
    productX: '거슬러 올라간 단계 수',
    productY: '남는 비율',
    tanhFactor: 'tanh',
    gateFactor: '게이트 f',
  },
};

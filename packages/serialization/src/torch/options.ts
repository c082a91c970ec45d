/** What a state dict does not say, and which part of it is meant. */
export interface FromTorchOptions {
  /**
   * Where the module stands in the state dict: `encoder.rnn.`, with or without the dot. It can be left out where there is only
   * one recurrent module.
   */
  readonly prefix?: string;
  /** What an RNN applies: a state dict does not say it, so an RNN needs it given. */
  readonly nonlinearity?: 'tanh' | 'relu';
  /**
   * What becomes of PyTorch's two biases. `'separate'`, the default, keeps both, `b` and `bh`, and trains exactly as PyTorch
   * does. `'summed'` adds them up, which gives the same outputs with fewer weights, but trains differently: in PyTorch the sum
   * moves by the updates of both. In a GRU the candidate's part of `bias_hh` is scaled by the reset gate, so that it cannot be
   * added to anything: it becomes `c`.
   */
  readonly biases?: 'separate' | 'summed';
}

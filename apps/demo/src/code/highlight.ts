import { parse, render } from 'sugar-high/core';
import { tokenize } from 'sugar-high/lang/typescript';

/** TypeScript as HTML in colours; what it is given is escaped. */
export const highlight = (code: string): string => render(parse(code, { tokenize }));

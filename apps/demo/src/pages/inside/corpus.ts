/** Short texts to learn from, ours: full of brackets and commas, so that there is something to remember from one character to another. */
const english = `The gate is open (it is morning), and the water runs. The gate is shut (it is night), and the water waits.
The old mill (a stone house) stands by the river. The new mill (a wooden one) stands by the road.
When it rains, the river rises (slowly at first), and the gate opens. When it is dry, the river falls, and the gate shuts.
The keeper (a quiet man) counts the boats. Two boats came (one red, one blue), and one boat left.
He wrote it down (in a small book), and the water ran on. What he forgot (not much) was lost. What he kept was read again.
The boats wait (in the lock) until the gate opens, and then they go on. The river remembers (for a while) where it was.
A small stream (clear and cold) joins the river by the old mill. A small boat (an old one) waits by the new mill.
In the evening (it is late) the keeper shuts the gate, and the river is quiet. In the morning he opens the gate (it is early).
`;

const korean = `문이 열려 있다(아침이다). 그래서 물이 흐른다. 문이 닫혀 있다(밤이다). 그래서 물이 기다린다.
오래된 물레방아(돌로 지은 집)는 강가에 있다. 새 물레방아(나무로 지은 집)는 길가에 있다.
비가 오면 강물이 불어나고(처음에는 천천히), 문이 열린다. 날이 가물면 강물이 줄고, 문이 닫힌다.
문지기(말이 없는 사람)는 배를 센다. 배 두 척이 왔고(하나는 빨간 배, 하나는 파란 배), 배 한 척이 떠났다.
그는 그것을 적었고(작은 공책에), 물은 계속 흘렀다. 잊은 것(많지 않다)은 사라졌다. 남긴 것은 다시 읽었다.
배는 문이 열릴 때까지 기다린다(수문 안에서). 그리고 다시 떠난다. 강은 기억한다(한동안은). 어디에 있었는지를.
작은 개울(맑고 차다)이 물레방아 옆에서 강과 만난다. 작은 배(오래된 배)가 길가에서 기다린다.
저녁이 되면(늦은 때다) 문지기는 문을 닫고, 강은 조용하다. 아침이 되면 문지기는 문을 연다(이른 때다).
`;

const hangul = /\p{Script=Hangul}/u;

/** What the model learns from: a short text in the language of the sentence, and the sentence itself, so that no character is new to it. */
export const learnedText = (sentence: string): string =>
  `${hangul.test(sentence) ? korean : english}${sentence}\n`;

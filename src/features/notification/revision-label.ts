/** '第2版'. What came with a case that became part of this one counts down from zero: it is no version of this 発生届. */
export const revisionLabel = (revision: number): string =>
  revision > 0 ? `第${revision}版` : `統合された症例の発生届${revision === 0 ? '' : `（${1 - revision}つ前）`}`

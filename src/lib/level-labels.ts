/** How a report was judged, in the words of every list and page; the badge's colour goes with it. */
export const levelLabels = { urgent: '緊急', watch: '要注意', stable: '安定' } as const

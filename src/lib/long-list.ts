/** A list of what waits shows so many, the longest waiting first, and says when there are more (`Count`). */
export const mostListed = 200

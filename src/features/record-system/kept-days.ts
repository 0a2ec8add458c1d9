/** How long an accepted filing is answered with its first answer again. */
export const keptDays = 30

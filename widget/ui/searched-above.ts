/** Number of rows up to which a list needs no search. */
export const SEARCHED_ABOVE = 10;

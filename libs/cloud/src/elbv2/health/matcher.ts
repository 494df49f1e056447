/** Whether a text is a list of HTTP codes and ranges of them, as `200`, `200-299` or `200,202`. */
export const isMatcher = (matcher: string): boolean => /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(matcher);

/** Whether a target group's matcher takes a status for healthy. */
export const matches = (matcher: string, status: number): boolean =>
  matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && status >= from && status <= to;
  });

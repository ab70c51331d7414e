export async function handler(event) {
  const items = event.items ?? [];
  return { total: items.reduce((sum, { price, count }) => sum + price * count, 0) };
}

const rates = { EUR: 1, USD: 1.08, GBP: 0.85 };

export async function handler({ amount = 100, currency = 'USD' }) {
  const rate = rates[currency];
  if (rate === undefined) return { problem: `There is no rate for ${currency}.` };
  return { amount: amount * rate, currency };
}

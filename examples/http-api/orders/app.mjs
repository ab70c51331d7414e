export async function handler(event, context) {
  const id = event.pathParameters?.id ?? 'none';
  return { id, state: 'packed', version: context.functionVersion };
}

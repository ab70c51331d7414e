def handler(event, context):
    name = event.get("name", "stranger")
    return {"greeting": f"Hello, {name}.", "version": context.function_version}

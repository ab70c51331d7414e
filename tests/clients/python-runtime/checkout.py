"""A function on AWS's own runtime client for Python.

It does what its event says, as those in the other languages do.
"""

import os
import time

process = str(time.time_ns())
calls = 0


class Refusal(Exception):
    pass


def handler(event, context):
    global calls
    calls += 1
    print(f"called by {context.aws_request_id}")
    match event.get("do"):
        case "fail":
            raise Refusal("on purpose")
        case "exit":
            os._exit(3)
        case "sleep":
            time.sleep(60)
    client = context.client_context
    return {
        "value": event.get("value"),
        "requestId": context.aws_request_id,
        "functionArn": context.invoked_function_arn,
        "remainingMs": context.get_remaining_time_in_millis(),
        "memoryMiB": int(context.memory_limit_in_mb),
        "functionName": context.function_name,
        "version": context.function_version,
        "logGroup": context.log_group_name,
        "logStream": context.log_stream_name,
        "who": client.custom["who"] if client else "",
        "calls": calls,
        "process": process,
    }

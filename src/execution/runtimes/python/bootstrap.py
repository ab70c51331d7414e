"""Runs Python functions inside of an execution environment: loads the handler, then takes an event
and gives an answer, over and over, in frames (see frames.ts) over the socket at descriptor 3.
Started with the argument `waits`, it is told first which function that is: everything that any
function needs is loaded by then.

For Python 3.8 and later. Behaves as AWS's own runtime client does. A record of several lines is
printed with a zero byte before each newline within, which Serin takes as one event of the log.
"""

import decimal
import importlib
import json
import logging
import os
import resource
import signal
import socket
import struct
import sys
import time
import traceback

RESPONSE_BYTES_MAX = 6_291_556
INVOKE, READY, INIT_ERROR, RESPONSE, ERROR, TOO_LARGE, LOADING = 1, 1, 2, 3, 4, 5, 17
RESPONSES_PATH = b"_serin/cloudformation/responses/"

# What the environment says, once it is the function's.
IS_JSON = False
RUNTIME = ""
request_id = None


class RuntimeFault(Exception):
    """An error that the runtime itself finds, with its type as AWS names it."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind = "Runtime." + kind
        self.message = message
        self.trace = trace or []


class Channel:
    def __init__(self):
        self.socket = socket.socket(fileno=3)
        os.set_inheritable(3, False)
        # Whoever made the descriptor may have had another way to wait.
        self.socket.setblocking(True)

    def receive(self):
        (length,) = struct.unpack("<I", self._exactly(4))
        body = self._exactly(length)
        (head_length,) = struct.unpack_from("<I", body, 1)
        return json.loads(body[5 : 5 + head_length]), body[5 + head_length :]

    def _exactly(self, length):
        data = bytearray(length)
        view, filled = memoryview(data), 0
        while filled < length:
            count = self.socket.recv_into(view[filled:])
            if count == 0:
                # Serin is gone, or done with this environment: everything here ends at once.
                os.kill(os.getpid(), signal.SIGKILL)
            filled += count
        return bytes(data)

    def send(self, kind, body=b""):
        self.socket.sendall(struct.pack("<IB", 1 + len(body), kind) + body)

    def respond(self, payload):
        if len(payload) > RESPONSE_BYTES_MAX:
            self.send(TOO_LARGE)
            return
        peak = 0
        if sys.platform != "linux":
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            peak = peak // 1024 if sys.platform == "darwin" else peak
        self.send(RESPONSE, struct.pack("<I", peak) + payload)

    def fail(self, kind, error):
        error_type = error["errorType"].encode("latin-1", "replace")[:255]
        body = struct.pack("<B", len(error_type)) + error_type
        self.send(kind, body + json.dumps(error).encode())


class Unbuffered:
    """Hands out at once what is printed, so that it stands in the log before the answer."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        count = self.stream.write(text)
        self.stream.flush()
        return count

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


def write_record(text):
    sys.stdout.write(text.rstrip("\n").replace("\n", "\0\n") + "\n")


def timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".%03dZ" % (seconds % 1 * 1000)


class RecordHandler(logging.Handler):
    def emit(self, record):
        write_record(self.format(record))


class TextFormatter(logging.Formatter):
    def __init__(self):
        super().__init__("[%(levelname)s]\t%(utc)s\t%(aws_request_id)s\t%(message)s")

    def format(self, record):
        record.utc = timestamp(record.created)
        record.aws_request_id = request_id or ""
        return super().format(record)


class JsonFormatter(logging.Formatter):
    standard = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def format(self, record):
        members = {
            "timestamp": timestamp(record.created),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            kind, value, trace = record.exc_info
            members["stackTrace"] = traceback.format_tb(trace)
            members["errorType"] = kind.__name__
            members["errorMessage"] = str(value)
            members["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
        members["requestId"] = request_id
        members.update((key, value) for key, value in vars(record).items() if key not in self.standard)
        present = {key: value for key, value in members.items() if value is not None}
        return json.dumps(present, ensure_ascii=False, default=str)


def set_up_logging():
    handler = RecordHandler()
    handler.setFormatter(JsonFormatter() if IS_JSON else TextFormatter())
    logging.getLogger().addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if IS_JSON and level:
        logging.getLogger().setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL", "WARN": "WARNING"}.get(level, level))


def log_error(error):
    if IS_JSON:
        write_record(json.dumps({"timestamp": timestamp(time.time()), "level": "ERROR", **error}))
        return
    lines = ["[ERROR] %s: %s" % (error["errorType"], error["errorMessage"]), "Traceback (most recent call last):"]
    for element in error["stackTrace"]:
        for line in element.splitlines():
            bare = line.lstrip(" ")
            # The console would swallow plain spaces.
            lines.append("\u00a0" * (len(line) - len(bare)) + bare)
    write_record("\n".join(lines))


def describe_error(error):
    if isinstance(error, RuntimeFault):
        message, kind, trace = error.message, error.kind, error.trace
    else:
        frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(error.__traceback__)]
        while frames and frames[0][0] == __file__:
            frames.pop(0)
        message, kind, trace = str(error), type(error).__name__, traceback.format_list(frames)
    described = {"errorMessage": message, "errorType": kind, "requestId": request_id or "", "stackTrace": trace}
    if RUNTIME == "python3.8":
        del described["requestId"]
    return described


def load_handler(name):
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise RuntimeFault(
            "MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name
        )
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise RuntimeFault("BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise RuntimeFault("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), trace)
    if not hasattr(module, function_name):
        raise RuntimeFault("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))
    return getattr(module, function_name)


class Slots:
    """An object with fixed members, each `None` where the source has none."""

    def __init__(self, names, source):
        for name in names:
            setattr(self, name, (source or {}).get(name))


class LambdaContext:
    def __init__(self, head):
        environment = os.environ.get
        self.aws_request_id = head["requestId"]
        self.log_group_name = environment("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = head["invokedFunctionArn"]
        self.tenant_id = None
        self.client_context = parse_client_context(head.get("clientContext"))
        self.identity = Slots(("cognito_identity_id", "cognito_identity_pool_id"), None)
        self._deadline_ms = head["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        write_record(str(message))


def parse_client_context(text):
    if text is None:
        return None
    try:
        source = json.loads(text)
    except ValueError as error:
        raise RuntimeFault("LambdaContextUnmarshalError", "Unable to parse Client Context JSON: %s" % error)
    context = Slots(("custom", "env", "client"), source)
    if context.client is not None:
        members = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        context.client = Slots(members, context.client)
    return context


def plain_number(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def answer(handler, head, payload):
    context = LambdaContext(head)
    try:
        event = json.loads(payload)
    except ValueError as error:
        raise RuntimeFault("UnmarshalError", "Unable to unmarshal input: %s" % error)
    result = handler(event, context)
    if isinstance(result, bytes):
        return result
    try:
        keeps_unicode = RUNTIME not in ("python3.8", "python3.9", "python3.10", "python3.11")
        return json.dumps(result, default=plain_number, ensure_ascii=not keeps_unicode).encode()
    except Exception as error:
        raise RuntimeFault("MarshalError", "Unable to marshal response: %s" % error)


def load_custom_responses():
    """Beside this file: in the search path a module of the function's could stand before it."""
    import importlib.util

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "custom_responses.py")
    spec = importlib.util.spec_from_file_location("serin_custom_responses", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serve(channel, handler):
    global request_id
    # Few functions answer for custom resources: what that takes is loaded with the first event that asks for it.
    custom_responses = None
    while True:
        head, payload = channel.receive()
        request_id = head["requestId"]
        if "traceId" in head:
            os.environ["_X_AMZN_TRACE_ID"] = head["traceId"]
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        if RESPONSES_PATH in payload:
            custom_responses = custom_responses or load_custom_responses()
            custom_responses.expect_responses(payload.decode("utf-8", "replace"))
        try:
            result = answer(handler, head, payload)
        except Exception as error:
            described = describe_error(error)
            log_error(described)
            channel.fail(ERROR, described)
        else:
            channel.respond(result)


def wait_for_function(channel):
    """Returns when variables, folder and search path are those of a process that was started for the function."""
    del sys.argv[1:]
    load, _ = channel.receive()
    # Until here, what goes wrong is no fault of the function.
    channel.send(LOADING)
    # Python sets this one itself when it starts, where the machine lacks the locale.
    coerced = os.environ.get("LC_CTYPE")
    os.environ.clear()
    os.environ.update(load["environment"])
    if coerced is not None:
        os.environ["LC_CTYPE"] = coerced
    time.tzset()
    os.chdir(load["cwd"])
    # Python reads PYTHONPATH when it starts, and that was before.
    sys.path[1:1] = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]


def main():
    global IS_JSON, RUNTIME
    channel = Channel()
    if sys.argv[1:2] == ["waits"]:
        wait_for_function(channel)
    IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
    RUNTIME = os.environ.get("AWS_EXECUTION_ENV", "").replace("AWS_Lambda_", "")
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    # In the place of this file's folder.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        described = describe_error(error)
        log_error(described)
        channel.fail(INIT_ERROR, described)
        sys.exit(1)
    channel.send(READY)
    serve(channel, handler)


if __name__ == "__main__":
    main()

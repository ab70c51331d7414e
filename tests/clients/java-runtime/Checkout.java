import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function on AWS's own runtime client for Java. It does what its event says, as those in the other
 * languages do.
 */
public final class Checkout implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final String process = Long.toString(System.nanoTime(), 36);
    private int calls;

    static final class Refusal extends RuntimeException {
        Refusal(String reason) {
            super(reason);
        }
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        calls++;
        context.getLogger().log("called by " + context.getAwsRequestId() + "\n");
        switch (String.valueOf(event.get("do"))) {
            case "fail" -> throw new Refusal("on purpose");
            case "exit" -> System.exit(3);
            case "sleep" -> sleepForAMinute();
            default -> { }
        }
        var client = context.getClientContext();
        var answer = new TreeMap<String, Object>();
        answer.put("value", event.get("value"));
        answer.put("requestId", context.getAwsRequestId());
        answer.put("functionArn", context.getInvokedFunctionArn());
        answer.put("remainingMs", context.getRemainingTimeInMillis());
        answer.put("memoryMiB", context.getMemoryLimitInMB());
        answer.put("functionName", context.getFunctionName());
        answer.put("version", context.getFunctionVersion());
        answer.put("logGroup", context.getLogGroupName());
        answer.put("logStream", context.getLogStreamName());
        answer.put("who", client == null ? "" : client.getCustom().get("who"));
        answer.put("calls", calls);
        answer.put("process", process);
        return answer;
    }

    private static void sleepForAMinute() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

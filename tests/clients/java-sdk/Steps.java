import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocationType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** The steps of AWS's SDK for Java, version 2. Prints one JSON object for each: area, name, outcome, detail, seconds. */
public final class Steps {
    private static final String LAMBDA_ROLE = "arn:aws:iam::000000000000:role/runner";

    private final IamClient iam = IamClient.builder().build();
    private final LambdaClient lambda = LambdaClient.create();
    private final CodeDeployClient codedeploy = CodeDeployClient.create();

    private interface Body {
        void run() throws Exception;
    }

    public static void main(String[] words) {
        Steps steps = new Steps();
        step("identity", "createRole", steps::identity);
        step("functions", "createFunction, publishVersion, updateFunctionCode", steps::functions);
        step("aliases", "createAlias at weight 0.5, invoke 200 times", steps::shares);
        step("aliases", "updateAlias to version 2 whole", steps::promoted);
        step("deployments", "createApplication, createDeploymentGroup", steps::group);
        step("deployments", "createDeployment with a hook that reports from inside", steps::deployment);
        step("deployments", "stopDeployment with a rollback", steps::stopped);
        step("mistakes", "exceptions by their classes", steps::mistakes);
    }

    private static void step(String area, String name, Body body) {
        long started = System.nanoTime();
        String outcome = "ok";
        String detail = "";
        try {
            body.run();
        } catch (Exception | AssertionError problem) {
            outcome = "FAILED";
            detail = problem.toString();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                "{\"area\":%s,\"name\":%s,\"outcome\":%s,\"detail\":%s,\"seconds\":%.3f}%n",
                quote(area), quote(name), quote(outcome), quote(detail), seconds);
    }

    private static String quote(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "");
        return '"' + escaped.replace("\t", " ") + '"';
    }

    private static void equal(Object found, Object wanted) {
        if (!found.equals(wanted)) throw new AssertionError("found " + found + ", wanted " + wanted);
    }

    private static String trust(String service) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\""
                + service + ".amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    }

    private static SdkBytes archive(String name) throws IOException {
        return SdkBytes.fromByteArray(Files.readAllBytes(Path.of(name + ".zip")));
    }

    private void identity() {
        var made = iam.createRole(r -> r.roleName("runner").assumeRolePolicyDocument(trust("lambda")));
        equal(made.role().arn(), LAMBDA_ROLE);
    }

    private void create(String name, String archive) throws IOException {
        SdkBytes code = archive(archive);
        lambda.createFunction(r -> r.functionName(name).runtime("nodejs24.x").handler("index.handler").timeout(30)
                .role(LAMBDA_ROLE).code(c -> c.zipFile(code)));
        var asked = GetFunctionRequest.builder().functionName(name).build();
        lambda.waiter().waitUntilFunctionActiveV2(asked);
    }

    /** Publishes version 1, changes the code, and publishes version 2. */
    private void publishBoth(String name) throws IOException {
        SdkBytes code = archive("two");
        lambda.publishVersion(r -> r.functionName(name));
        lambda.updateFunctionCode(r -> r.functionName(name).zipFile(code));
        lambda.waiter().waitUntilFunctionUpdatedV2(GetFunctionRequest.builder().functionName(name).build());
        equal(lambda.publishVersion(r -> r.functionName(name)).version(), "2");
    }

    private void functions() throws IOException {
        create("fn", "one");
        publishBoth("fn");
        var pages = lambda.listVersionsByFunctionPaginator(r -> r.functionName("fn").maxItems(1));
        equal(pages.versions().stream().map(version -> version.version()).toList(), List.of("$LATEST", "1", "2"));
    }

    private String invoke() {
        var answer = lambda.invoke(r -> r.functionName("fn:live").payload(SdkBytes.fromUtf8String("{\"n\":1}")));
        String version = answer.executedVersion();
        String said = answer.payload().asUtf8String();
        if (!said.contains("\"version\":\"" + version + "\"")) throw new AssertionError(said + " by version " + version);
        return version;
    }

    private void shares() {
        lambda.createAlias(r -> r.functionName("fn").name("live").functionVersion("1")
                .routingConfig(c -> c.additionalVersionWeights(Map.of("2", 0.5))));
        int second = 0;
        for (int number = 0; number < 200; number++) if (invoke().equals("2")) second++;
        // Five standard deviations: a sound router is outside of this once in two million runs.
        if (second < 65 || second > 135) throw new AssertionError(second + " of 200 ran version 2");
    }

    private void promoted() {
        lambda.updateAlias(r -> r.functionName("fn").name("live").functionVersion("2")
                .routingConfig(c -> c.additionalVersionWeights(Map.of())));
        for (int number = 0; number < 20; number++) equal(invoke(), "2");
    }

    private void group() throws IOException {
        create("checkout", "one");
        create("CodeDeployHook_before", "hook");
        publishBoth("checkout");
        lambda.createAlias(r -> r.functionName("checkout").name("live").functionVersion("1"));
        var role = iam.createRole(r -> r.roleName("deployer").assumeRolePolicyDocument(trust("codedeploy"))).role();
        codedeploy.createApplication(r -> r.applicationName("shop").computePlatform(ComputePlatform.LAMBDA));
        codedeploy.createDeploymentGroup(r -> r.applicationName("shop").deploymentGroupName("checkout")
                .serviceRoleArn(role.arn()).deploymentConfigName("CodeDeployDefault.LambdaAllAtOnce"));
    }

    private String deploy(String spec, String config) throws IOException {
        String content = Files.readString(Path.of(spec + ".json"));
        return codedeploy.createDeployment(r -> r.applicationName("shop").deploymentGroupName("checkout")
                .deploymentConfigName(config)
                .revision(v -> v.revisionType(RevisionLocationType.APP_SPEC_CONTENT)
                        .appSpecContent(c -> c.content(content)))).deploymentId();
    }

    private String statusAtEnd(String deployment) {
        try {
            codedeploy.waiter().waitUntilDeploymentSuccessful(
                    r -> r.deploymentId(deployment), w -> w.waitTimeout(Duration.ofMinutes(2)));
        } catch (RuntimeException problem) {
            // It ended otherwise; the status says how.
        }
        return codedeploy.getDeployment(r -> r.deploymentId(deployment)).deploymentInfo().statusAsString();
    }

    /** The alias's version, and the weight of each other version. */
    private String live() {
        var alias = lambda.getAlias(r -> r.functionName("checkout").name("live"));
        var weights = alias.routingConfig() == null ? Map.of() : alias.routingConfig().additionalVersionWeights();
        return alias.functionVersion() + " " + new TreeMap<>(weights);
    }

    private void deployment() throws IOException {
        equal(statusAtEnd(deploy("forward", null)), "Succeeded");
        equal(live(), "2 {}");
    }

    private void stopped() throws Exception {
        String id = deploy("back", "CodeDeployDefault.LambdaCanary10Percent30Minutes");
        for (int look = 0; look < 600 && !live().equals("2 {1=0.1}"); look++) Thread.sleep(100);
        equal(live(), "2 {1=0.1}");
        codedeploy.stopDeployment(r -> r.deploymentId(id).autoRollbackEnabled(true));
        equal(statusAtEnd(id), "Stopped");
        var rollback = codedeploy.getDeployment(r -> r.deploymentId(id)).deploymentInfo().rollbackInfo();
        equal(statusAtEnd(rollback.rollbackDeploymentId()), "Succeeded");
        equal(live(), "2 {}");
    }

    private void mistakes() {
        try {
            lambda.getFunction(r -> r.functionName("nobody"));
            throw new AssertionError("a ResourceNotFoundException was to be thrown");
        } catch (ResourceNotFoundException expected) {
            equal(expected.statusCode(), 404);
        }
        try {
            codedeploy.getDeployment(r -> r.deploymentId("d-NOTHERE00"));
            throw new AssertionError("a DeploymentDoesNotExistException was to be thrown");
        } catch (DeploymentDoesNotExistException expected) {
            equal(expected.statusCode(), 400);
        }
        try {
            codedeploy.listGitHubAccountTokenNames(r -> {});
            throw new AssertionError("an error was to be thrown");
        } catch (CodeDeployException expected) {
            equal(expected.awsErrorDetails().errorCode(), "NotImplemented");
        }
    }
}

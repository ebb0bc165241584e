package io.millrace.deployment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Each check finds what it is for: a rendered overlay with one thing broken is not let
 * through.
 */
class BrokenManifestsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "revisionHistoryLimit: | revisionHistoryLimits: | revisionHistoryLimits",
					"maxUnavailable: 0 | maxUnavailabel: 0 | maxUnavailabel",
					"containerPort: 8080 | containerPort: http | http", "readOnly: true | readonly: true | readonly",
					"drop: | dropp: | dropp", "podSelector: {} | podSelektor: {} | podSelektor",
					"pathType: Prefix | pathTyp: Prefix | pathTyp" })
	void whatTheApiDoesNotKnowIsRefused(String sound, String broken, String named) throws Exception {
		assertThat(catchThrowable(() -> Manifests.read(broken("dev", sound, broken)))).hasStackTraceContaining(named);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "roles: | rolls: | rolls", "partitions: 6 | partition: 6 | partition",
					"topologyKey: topology.kubernetes.io/zone\\n    template | key: zone\\n    template | key",
					"type: tls | type: telepathy | telepathy", "jobLabel: | jobLable: | jobLable",
					"advanced: | advancedd: | advancedd", "storage:\\n    type | storrage:\\n    type | storrage",
					"scrapeTimeout: | scrapeTimeOut: | scrapeTimeOut" })
	void whatAnOperatorDoesNotKnowIsRefused(String sound, String broken, String named) throws Exception {
		assertThat(catchThrowable(() -> Manifests.read(broken("prod", sound, broken)))).hasStackTraceContaining(named);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "runAsNonRoot: true | runAsNonRoot: false | may run as root",
			"runAsUser: 10001 | runAsUser: 10002 | image's user", "runAsUser: 999 | runAsUser: 0 | has no user",
			"readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | may write its root",
			"- ALL | - NET_RAW | keeps capabilities", "type: RuntimeDefault | type: Unconfined | seccomp",
			"allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | may gain rights",
			"enableServiceLinks: false | enableServiceLinks: true | told of services",
			"redis:8.0 | redis:latest | redis:latest", "redis:8.0 | redis | is today",
			"cpu: 100m | cpu: '3' | more cpu", "memory: 768Mi | memory: 1Ki | more memory",
			"port: management | port: managment | managment", "mountPath: /tmp | mountPath: /temp | nowhere to write",
			"sizeLimit: 256Mi\\n        name: tmp | sizeLimit: 256Mi\\n        name: temp | which is no volume",
			"serviceAccountName: millrace | serviceAccountName: nobody | ServiceAccount nobody",
			"automountServiceAccountToken: false\\n      containers | automountServiceAccountToken: true\\n      containers | token",
			"serviceName: redis | serviceName: radish | Service radish",
			"name: notification-rules | name: notification-roles | ConfigMap notification-rules",
			"targetPort: http | targetPort: https | port https",
			"app.kubernetes.io/name: ingest-service\\n---| app.kubernetes.io/name: ingest\\n--- | selects []",
			"name: dashboard-service\\n            port: | name: dashboards\\n            port: | dashboards:http",
			"- configMapRef: | - secretRef: | k8s/README.md doesn't say how to make the Secret",
			"kind: ConfigMap | kind: Secret | secret in plain" })
	void whatDoesNotHoldTogetherIsFound(String sound, String broken, String found) throws Exception {
		String rendered = broken("dev", sound, broken);
		assertThat(ManifestsTests.problems(Manifests.read(rendered)))
			.anySatisfy((problem) -> assertThat(problem).contains(found));
	}

	private static String broken(String overlay, String sound, String broken) throws Exception {
		String rendered = Manifests.render(overlay);
		String changed = rendered.replaceFirst(Pattern.quote(sound.replace("\\n", "\n")),
				Matcher.quoteReplacement(broken.replace("\\n", "\n")));
		assertThat(changed).as("%s is there to be broken", sound).isNotEqualTo(rendered);
		return changed;
	}

}

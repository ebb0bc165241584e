package io.millrace.deployment;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import org.jspecify.annotations.Nullable;

/**
 * As much as is used here of the kinds whose operators publish no Java types: a field
 * that isn't here is refused, so look it up before it is added.
 *
 * @see <a href="https://keda.sh/docs/latest/reference/scaledobject-spec/">KEDA</a>
 * @see <a href=
 * "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor">Prometheus
 * operator</a>
 */
final class OperatorKinds {

	private OperatorKinds() {
	}

	record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {
	}

	record ScaledObjectSpec(Target scaleTargetRef, int minReplicaCount, int maxReplicaCount, int pollingInterval,
			List<Trigger> triggers, Advanced advanced) {
	}

	record Target(String name) {
	}

	record Trigger(String type, @Nullable Name authenticationRef, Map<String, String> metadata) {
	}

	record Name(String name) {
	}

	record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {
	}

	record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {
	}

	record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, AuthenticationSpec spec) {
	}

	record AuthenticationSpec(List<SecretParameter> secretTargetRef) {
	}

	record SecretParameter(String parameter, String name, String key) {
	}

	record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, MonitorSpec spec) {
	}

	record MonitorSpec(LabelSelector selector, String jobLabel, List<Endpoint> endpoints) {
	}

	record Endpoint(String port, String path, String interval, String scrapeTimeout) {
	}

}

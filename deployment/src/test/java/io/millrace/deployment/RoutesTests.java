package io.millrace.deployment;

import java.util.List;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every path of every service is reached through the one host, and leads to that service.
 */
class RoutesTests {

	@ParameterizedTest
	@CsvSource({ "io.millrace.ingest,ingest-service", "io.millrace.notification,notification-service",
			"io.millrace.dashboard,dashboard-service", "io.millrace.inference,inference-service" })
	void everyEndpointIsReachedThroughTheIngress(String basePackage, String service) throws Exception {
		Manifests manifests = Manifests.read(Manifests.render("prod"));
		List<HTTPIngressPath> routes = manifests.of(Ingress.class)
			.flatMap((ingress) -> ingress.getSpec().getRules().stream())
			.flatMap((rule) -> rule.getHttp().getPaths().stream())
			.toList();
		List<String> endpoints = endpoints(basePackage);
		assertThat(endpoints).isNotEmpty()
			.allSatisfy((endpoint) -> assertThat(target(routes, endpoint)).as(endpoint).isEqualTo(service));
	}

	private static String target(List<HTTPIngressPath> routes, String endpoint) {
		HTTPIngressPath longest = routes.stream()
			.filter((route) -> (endpoint + "/").startsWith(route.getPath().replaceAll("/$", "") + "/"))
			.max((a, b) -> Integer.compare(a.getPath().length(), b.getPath().length()))
			.orElseThrow();
		return longest.getBackend().getService().getName();
	}

	private static List<String> endpoints(String basePackage) {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
		return scanner.findCandidateComponents(basePackage)
			.stream()
			.map((bean) -> ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null))
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()).flatMap((method) -> {
				String before = paths(MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)).findFirst()
					.orElse("");
				return paths(MergedAnnotations.from(method)).map((path) -> before + path);
			}))
			.toList();
	}

	private static Stream<String> paths(MergedAnnotations annotations) {
		if (!annotations.isPresent(RequestMapping.class)) {
			return Stream.empty();
		}
		String[] paths = annotations.get(RequestMapping.class).getStringArray("path");
		return (paths.length == 0) ? Stream.of("") : Stream.of(paths);
	}

}

package io.millrace.inference.api;

import java.util.List;
import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Models;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The models that requests can name, in OpenAI's shape (API reference, Models).
 */
@RestController
@RequiredArgsConstructor
final class ModelsController {

	private static final String PATH = "/v1/models";

	private final Models models;

	/**
	 * All models.
	 *
	 * @param object always {@code list}
	 */
	record ModelList(String object, List<Entry> data) {

		ModelList {
			data = List.copyOf(data);
		}

	}

	/**
	 * A model; names are OpenAI's.
	 *
	 * @param id what requests name it by
	 * @param object always {@code model}
	 * @param created 0, as that isn't known
	 * @param owned_by who offers it
	 */
	record Entry(String id, String object, long created, String owned_by) {

		private static Entry of(Model model) {
			return new Entry(model.name(), "model", 0, "millrace");
		}

	}

	@GetMapping(PATH)
	ModelList list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return new ModelList("list", this.models.all().stream().map(Entry::of).toList());
	}

	/** A name may have slashes. */
	@GetMapping(PATH + "/{*name}")
	Entry one(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		String wanted = name.substring(1);
		return this.models.find(wanted).map(Entry::of).orElseThrow(() -> RequestBody.unknown(wanted));
	}

}

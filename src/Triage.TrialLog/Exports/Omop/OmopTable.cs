namespace Triage.TrialLog.Exports.Omop;

/// <summary>A column of the CDM.</summary>
/// <param name="Type">PostgreSQL type as the CDM has it: integer, numeric, date, timestamp, text, varchar(n).</param>
/// <param name="Concept">Points to CONCEPT.</param>
/// <param name="Table">The table that it points to, among those exported; null: none.</param>
internal sealed record OmopColumn(string Name, string Type, bool Required, bool Concept, string? Table)
{
    /// <summary>Most characters; null: no bound.</summary>
    public int? MostCharacters { get; } = Type.StartsWith("varchar(", StringComparison.Ordinal) ? int.Parse(Type[8..^1], System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>As SQL writes it; one column of the CDM is a reserved word.</summary>
    public string Quoted => Name == "offset" ? "\"offset\"" : Name;
}

/// <summary>A table of OMOP CDM 5.4 (https://ohdsi.github.io/CommonDataModel/cdm54.html): its columns in order, with PostgreSQL types.</summary>
internal sealed record OmopTable(string Name, string? Key, IReadOnlyList<OmopColumn> Columns)
{
    public static OmopTable CdmSource { get; } = Of("cdm_source", null,
        "cdm_source_name varchar(255)!", "cdm_source_abbreviation varchar(25)!", "cdm_holder varchar(255)!", "source_description text",
        "source_documentation_reference varchar(255)", "cdm_etl_reference varchar(255)", "source_release_date date!", "cdm_release_date date!", "cdm_version varchar(10)",
        "cdm_version_concept_id integer!", "vocabulary_version varchar(20)!");

    public static OmopTable Provider { get; } = Of("provider", "provider_id",
        "provider_id integer!", "provider_name varchar(255)", "npi varchar(20)", "dea varchar(20)", "specialty_concept_id integer", "care_site_id integer", "year_of_birth integer",
        "gender_concept_id integer", "provider_source_value varchar(50)", "specialty_source_value varchar(50)", "specialty_source_concept_id integer", "gender_source_value varchar(50)",
        "gender_source_concept_id integer");

    public static OmopTable Person { get; } = Of("person", "person_id",
        "person_id integer!", "gender_concept_id integer!", "year_of_birth integer!", "month_of_birth integer", "day_of_birth integer", "birth_datetime timestamp", "race_concept_id integer!",
        "ethnicity_concept_id integer!", "location_id integer", "provider_id integer>provider", "care_site_id integer", "person_source_value varchar(50)", "gender_source_value varchar(50)",
        "gender_source_concept_id integer", "race_source_value varchar(50)", "race_source_concept_id integer", "ethnicity_source_value varchar(50)", "ethnicity_source_concept_id integer");

    public static OmopTable VisitOccurrence { get; } = Of("visit_occurrence", "visit_occurrence_id",
        "visit_occurrence_id integer!", "person_id integer!>person", "visit_concept_id integer!", "visit_start_date date!", "visit_start_datetime timestamp", "visit_end_date date!",
        "visit_end_datetime timestamp", "visit_type_concept_id integer!", "provider_id integer>provider", "care_site_id integer", "visit_source_value varchar(50)", "visit_source_concept_id integer",
        "admitted_from_concept_id integer", "admitted_from_source_value varchar(50)", "discharged_to_concept_id integer", "discharged_to_source_value varchar(50)",
        "preceding_visit_occurrence_id integer>visit_occurrence");

    public static OmopTable Observation { get; } = Of("observation", "observation_id",
        "observation_id integer!", "person_id integer!>person", "observation_concept_id integer!", "observation_date date!", "observation_datetime timestamp",
        "observation_type_concept_id integer!", "value_as_number numeric", "value_as_string varchar(60)", "value_as_concept_id integer", "qualifier_concept_id integer", "unit_concept_id integer",
        "provider_id integer>provider", "visit_occurrence_id integer>visit_occurrence", "visit_detail_id integer", "observation_source_value varchar(50)", "observation_source_concept_id integer",
        "unit_source_value varchar(50)", "qualifier_source_value varchar(50)", "value_source_value varchar(50)", "observation_event_id integer", "obs_event_field_concept_id integer");

    public static OmopTable Note { get; } = Of("note", "note_id",
        "note_id integer!", "person_id integer!>person", "note_date date!", "note_datetime timestamp", "note_type_concept_id integer!", "note_class_concept_id integer!", "note_title varchar(250)",
        "note_text text!", "encoding_concept_id integer!", "language_concept_id integer!", "provider_id integer>provider", "visit_occurrence_id integer>visit_occurrence", "visit_detail_id integer",
        "note_source_value varchar(50)", "note_event_id integer", "note_event_field_concept_id integer");

    // The CDM has no constraint from note_nlp to note; an export keeps it all the same.
    public static OmopTable NoteNlp { get; } = Of("note_nlp", "note_nlp_id",
        "note_nlp_id integer!", "note_id integer!>note", "section_concept_id integer", "snippet varchar(250)", "offset varchar(50)", "lexical_variant varchar(250)!", "note_nlp_concept_id integer",
        "note_nlp_source_concept_id integer", "nlp_system varchar(250)", "nlp_date date!", "nlp_datetime timestamp", "term_exists varchar(1)", "term_temporal varchar(50)", "term_modifiers varchar(2000)");

    /// <summary>In the order in which they can be loaded.</summary>
    public static IReadOnlyList<OmopTable> All { get; } = [CdmSource, Provider, Person, VisitOccurrence, Observation, Note, NoteNlp];

    // "name type", "!" when it may not be null, ">table" when it points to one.
    private static OmopTable Of(string name, string? key, params string[] columns) => new(name, key, [.. columns.Select(Column)]);

    private static OmopColumn Column(string text)
    {
        var target = text.IndexOf('>', StringComparison.Ordinal);
        var words = (target < 0 ? text : text[..target]).Split(' ');
        return new(words[0], words[1].TrimEnd('!'), words[1].EndsWith('!'), words[0].EndsWith("concept_id", StringComparison.Ordinal), target < 0 ? null : text[(target + 1)..]);
    }
}

-- psql -v ON_ERROR_STOP=1 [-v schema=NAME] -f load.sql, from this folder. All or nothing.
\if :{?schema}
\else
\set schema omop
\endif
SET client_encoding TO 'UTF8';
BEGIN;
CREATE SCHEMA IF NOT EXISTS :"schema";
SET LOCAL search_path TO :"schema";
\ir schema.sql
\copy cdm_source (cdm_source_name, cdm_source_abbreviation, cdm_holder, source_description, source_documentation_reference, cdm_etl_reference, source_release_date, cdm_release_date, cdm_version, cdm_version_concept_id, vocabulary_version) FROM 'cdm_source.csv' WITH (FORMAT csv, HEADER true)
\copy provider (provider_id, provider_name, npi, dea, specialty_concept_id, care_site_id, year_of_birth, gender_concept_id, provider_source_value, specialty_source_value, specialty_source_concept_id, gender_source_value, gender_source_concept_id) FROM 'provider.csv' WITH (FORMAT csv, HEADER true)
\copy person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, birth_datetime, race_concept_id, ethnicity_concept_id, location_id, provider_id, care_site_id, person_source_value, gender_source_value, gender_source_concept_id, race_source_value, race_source_concept_id, ethnicity_source_value, ethnicity_source_concept_id) FROM 'person.csv' WITH (FORMAT csv, HEADER true)
\copy visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_start_datetime, visit_end_date, visit_end_datetime, visit_type_concept_id, provider_id, care_site_id, visit_source_value, visit_source_concept_id, admitted_from_concept_id, admitted_from_source_value, discharged_to_concept_id, discharged_to_source_value, preceding_visit_occurrence_id) FROM 'visit_occurrence.csv' WITH (FORMAT csv, HEADER true)
\copy observation (observation_id, person_id, observation_concept_id, observation_date, observation_datetime, observation_type_concept_id, value_as_number, value_as_string, value_as_concept_id, qualifier_concept_id, unit_concept_id, provider_id, visit_occurrence_id, visit_detail_id, observation_source_value, observation_source_concept_id, unit_source_value, qualifier_source_value, value_source_value, observation_event_id, obs_event_field_concept_id) FROM 'observation.csv' WITH (FORMAT csv, HEADER true)
\copy note (note_id, person_id, note_date, note_datetime, note_type_concept_id, note_class_concept_id, note_title, note_text, encoding_concept_id, language_concept_id, provider_id, visit_occurrence_id, visit_detail_id, note_source_value, note_event_id, note_event_field_concept_id) FROM 'note.csv' WITH (FORMAT csv, HEADER true)
\copy note_nlp (note_nlp_id, note_id, section_concept_id, snippet, "offset", lexical_variant, note_nlp_concept_id, note_nlp_source_concept_id, nlp_system, nlp_date, nlp_datetime, term_exists, term_temporal, term_modifiers) FROM 'note_nlp.csv' WITH (FORMAT csv, HEADER true)
\ir constraints.sql
COMMIT;

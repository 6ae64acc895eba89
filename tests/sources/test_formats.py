"""What each reader makes of a file small enough to check by eye."""

import gzip

import duckdb
import pytest

from proxenia.errors import EvidenceError


def texts(authorship):
    return [each.text for each in authorship.affiliations]


@pytest.fixture
def articleset(read, samples):
    return read(samples["pubmed-articleset"])[1]


@pytest.fixture
def pubmed(read, samples):
    return read(samples["pubmed"])


@pytest.fixture
def jats(read, samples):
    return read(samples["jats"])[1][0]


@pytest.fixture
def openalex(read, samples):
    return read(samples["openalex"])


@pytest.mark.parametrize(
    "kind", ["pubmed-articleset", "pubmed", "jats", "openalex", "crossref", "ris", "bibtex", "csl", "csv"]
)
def test_the_content_tells_the_format_whatever_the_name(kind, read, samples):
    assert read(samples[kind])[0] == kind


@pytest.mark.parametrize(
    "kind", ["pubmed-articleset", "pubmed", "jats", "openalex", "crossref", "ris", "bibtex", "csl", "csv"]
)
def test_a_compressed_file_reads_as_the_plain_one(kind, read, samples):
    plain, packed = read(samples[kind]), read(gzip.compress(samples[kind].encode()))
    assert plain == packed


@pytest.mark.parametrize("kind", ["pubmed-articleset", "openalex", "ris", "csv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_changes_nothing(kind, encoding, read, samples):
    assert read(samples[kind].encode(encoding))[1] != [] and read(samples[kind].encode(encoding))[0] == kind


@pytest.mark.parametrize(
    ("encoding", "title"), [("windows-1256", "شهر و علم"), ("iso-8859-1", "Gênes à Genève"), ("utf-8", "城市")]
)
def test_the_encoding_that_xml_declares_is_used(encoding, title, read):
    text = f'<?xml version="1.0" encoding="{encoding}"?><ArticleSet><Article><ArticleTitle>{title}</ArticleTitle></Article></ArticleSet>'
    assert [work.title for work in read(text.encode(encoding))[1]] == [title]


def test_an_encoding_that_does_not_exist_refuses_the_records(read):
    text = '<?xml version="1.0" encoding="klingon-1"?><ArticleSet><Article><ArticleTitle>T</ArticleTitle></Article></ArticleSet>'
    _, works, rejects = read(text)
    assert works == [] and "unknown encoding 'klingon-1'" in rejects[0].reason


def test_a_publishers_record_keeps_both_titles_and_languages(articleset):
    work = articleset[0]
    assert (work.title, work.title_vernacular, work.language) == ("Cities & Science", "شهرها و دانش", "fa")
    assert dict(work.abstracts)["fa"] == "می‌سنجیم." and "p < 0.05" in dict(work.abstracts)["en"]
    assert (work.doi, work.year, work.published_on) == ("10.1000/city.77", 2024, "2024-03-09")


def test_keywords_come_from_the_list_and_from_the_abstract(articleset):
    assert [(t.text, t.language) for t in articleset[0].terms] == [
        ("شهر", "fa"),
        ("city", "en"),
        ("science diplomacy", "en"),
    ]


def test_a_publishers_author_has_name_orcid_and_affiliation(articleset):
    first, second = articleset[0].authorships
    assert (first.name, first.orcid, texts(first)) == (
        "سارا احمدی",
        "0000-0002-1825-0097",
        ["دانشگاه تهران، تهران، ایران"],
    )
    assert (second.position, second.name, second.affiliations) == (2, "Ali R. Rad", ())


def test_a_record_that_is_commented_out_is_not_read(articleset):
    assert [work.title for work in articleset] == ["Cities & Science", "بی‌شناسه"]


def test_a_solar_year_of_a_persian_record_becomes_gregorian(articleset):
    assert articleset[1].year == 1399 + 621


def test_every_affiliation_of_an_author_is_kept_apart(pubmed):
    author = pubmed[1][0].authorships[0]
    assert texts(author) == ["Dept X, University of Tehran, Tehran, Iran", "Boston University, Boston, MA, USA."]
    assert author.affiliations[1].institutions[0].ror_id == "https://ror.org/05qwgg493"


def test_an_author_marked_invalid_is_left_out_and_a_group_kept(pubmed):
    assert [each.name for each in pubmed[1][0].authors] == ["Ann B Doe", "City Study Group"]


def test_a_bracketed_title_is_a_translation_of_the_vernacular_one(pubmed):
    work = pubmed[1][0]
    assert (work.title, work.title_vernacular, work.year, work.type) == (
        "On two cities",
        "Über zwei Städte.",
        2019,
        "review",
    )


def test_the_doi_of_a_cited_work_is_not_the_works(pubmed):
    assert pubmed[1][0].doi == "10.1000/two"


def test_mesh_and_keywords_keep_their_scheme(pubmed):
    assert [(t.scheme, t.text) for t in pubmed[1][0].terms] == [("mesh", "Cities"), ("keyword", "twin towns")]


def test_a_torn_record_is_refused_and_the_next_one_read(pubmed):
    _, works, rejects = pubmed
    assert [work.pmid for work in works] == ["123", "125"]
    assert len(rejects) == 1 and "not well-formed" in rejects[0].reason and "124" in rejects[0].raw_start


def test_a_book_of_pubmed_is_read(read):
    text = """<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>77</PMID>
    <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
    <Book><BookTitle>Cities and Genes</BookTitle><PubDate><Year>2018</Year></PubDate></Book><Language>eng</Language>
    <AuthorList Type="authors"><Author><LastName>Doe</LastName><ForeName>Ann</ForeName></Author></AuthorList>
    </BookDocument></PubmedBookArticle></PubmedArticleSet>"""
    (work,) = read(text)[1]
    assert (work.title, work.pmid, work.year, work.type, work.authors[0].name) == (
        "Cities and Genes",
        "77",
        2018,
        "book",
        "Ann Doe",
    )


def test_older_medline_files_are_read(read):
    text = "<MedlineCitationSet><MedlineCitation><PMID>5</PMID><Article><ArticleTitle>Old</ArticleTitle></Article></MedlineCitation></MedlineCitationSet>"
    assert [(w.pmid, w.title) for w in read(text)[1]] == [("5", "Old")]


@pytest.mark.parametrize(
    ("contribs", "affs", "expected"),
    [
        ("A", "<aff>Oslo</aff>", {1: ["Oslo"]}),
        ("A B", "<aff>Oslo</aff>", {1: ["Oslo"], 2: ["Oslo"]}),
        ("A B", "<aff>Oslo</aff><aff>Lund</aff>", {0: ["Oslo", "Lund"], 1: [], 2: []}),
    ],
)
def test_affiliations_that_nobody_refers_to_are_not_given_to_one_author_at_will(contribs, affs, expected, read):
    people = "".join(
        f'<contrib contrib-type="author"><string-name>{name}</string-name></contrib>' for name in contribs.split()
    )
    text = f"<article><front><article-meta><title-group><article-title>T</article-title></title-group><contrib-group>{people}</contrib-group>{affs}</article-meta></front></article>"
    assert {a.position: texts(a) for a in read(text)[1][0].authorships} == expected


def test_several_articles_in_one_wrapper_are_several_works(read, samples):
    body = samples["jats"].split("\n", 1)[1]
    text = f'<pmc-articleset xmlns:xlink="http://www.w3.org/1999/xlink">{body}{body.replace("Ports", "Docks")}</pmc-articleset>'
    assert [w.title for w in read(text)[1]] == ["Ports and H2O", "Docks and H2O"]


def test_jats_joins_authors_to_affiliations_by_reference(jats):
    eva, reza = jats.authorships
    assert texts(eva) == ["University of Lagos, Lagos, Nigeria", "University of Tehran, Tehran, Iran."]
    assert texts(reza) == ["University of Tehran, Tehran, Iran."] and reza.name_vernacular == "رضا کریمی"
    assert reza.affiliations[0].institutions[0].ror_id == "https://ror.org/05vf56z40"


def test_jats_takes_the_earliest_date_and_no_footnote_into_the_title(jats):
    assert (jats.title, jats.title_vernacular, jats.published_on, jats.year) == (
        "Ports and H2O",
        "بندرها و آب",
        "2020-12-30",
        2020,
    )
    assert jats.abstracts == (("en", "Aim To sail."),) and jats.type == "review"


def test_openalex_ids_stay_with_the_affiliation_they_come_from(openalex):
    author = openalex[1][0].authorships[0]
    assert [each.openalex_id for each in author.affiliations[0].institutions] == ["I1", "I2"]
    assert author.affiliations[1].text == "Unknown Lab" and author.affiliations[1].institutions == ()


def test_a_country_openalex_infers_is_kept_where_it_can_only_mean_one_affiliation(openalex):
    other = openalex[1][0].authorships[1]
    assert [(a.text, a.institutions[0].country_iso2) for a in other.affiliations] == [("Somewhere in Iran", "IR")]


def test_openalex_gives_citations_top_tenth_terms_and_abstract(openalex):
    work = openalex[1][0]
    assert (work.cited_by_count, work.is_top_tenth, work.abstracts) == (7, True, (("en", "Science cities and cities"),))
    assert {(t.scheme, t.text) for t in work.terms} == {
        ("keyword", "City"), ("mesh", "Cities"), ("topic", "Urban Studies"), ("field", "Social Sciences"),
        ("goal", "Sustainable cities and communities"),
    }  # fmt: skip


def test_what_openalex_does_not_say_is_none_not_zero(openalex):
    bare = openalex[1][1]
    assert (bare.openalex_id, bare.cited_by_count, bare.is_top_tenth, bare.title) == ("W2", None, None, "")


def test_a_line_cut_in_half_or_of_another_form_is_refused(openalex):
    assert [each.locator for each in openalex[2]] == ["line 3", "line 4"]
    assert "not valid JSON" in openalex[2][0].reason and "$.title" in openalex[2][1].reason


@pytest.mark.parametrize(
    "wrap", ['{{"meta":{{"count":1}},"results":[{0}],"group_by":[]}}', "[{0}]", '{{\n "results": [\n{0}\n]}}']
)
def test_an_answer_of_the_api_reads_as_the_lines_of_the_snapshot(wrap, read, samples):
    line = samples["openalex"].splitlines()[0]
    kind, works, rejects = read(wrap.format(line))
    (expected,) = read(line)[1]
    assert kind == "openalex" and not rejects and [w.authorships for w in works] == [expected.authorships]


def test_parquet_of_the_snapshot_reads_as_its_json(given, read, samples, tmp_path):
    lines = "".join(line + "\n" for line in samples["openalex"].splitlines()[:2])
    source, target = given(lines, "works.jsonl"), tmp_path / "works.parquet"
    duckdb.sql(f"COPY (FROM read_json('{source}')) TO '{target}' (FORMAT parquet)")
    kind, works, rejects = read(target.read_bytes())
    expected = read(lines)[1]
    assert kind == "openalex-parquet" and not rejects
    assert [(w.authorships, w.terms, w.abstracts, w.doi) for w in works] == [
        (w.authorships, w.terms, w.abstracts, w.doi) for w in expected
    ]


def test_parquet_with_columns_of_json_text_reads_the_same(given, read, samples, tmp_path):
    lines = "".join(line + "\n" for line in samples["openalex"].splitlines()[:2])
    source, target = given(lines, "works.jsonl"), tmp_path / "works.parquet"
    nested = ("authorships", "topics", "keywords", "mesh", "primary_topic", "abstract_inverted_index")
    columns = ", ".join(f"to_json({name}) AS {name}" for name in nested)
    duckdb.sql(
        f"COPY (SELECT id, doi, title, publication_year, {columns} FROM read_json('{source}')) TO '{target}' (FORMAT parquet)"  # noqa: S608  names and paths of our own
    )
    _, works, rejects = read(target.read_bytes())
    expected = read(lines)[1]
    assert not rejects and [(w.authorships, w.abstracts) for w in works] == [
        (w.authorships, w.abstracts) for w in expected
    ]


def test_parquet_of_something_else_is_refused(read, tmp_path):
    target = tmp_path / "other.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS a) TO '{target}' (FORMAT parquet)")
    with pytest.raises(EvidenceError, match="has no column 'id'"):
        read(target.read_bytes())


def test_crossref_joins_department_name_and_place(read, samples):
    work, bare = read(samples["crossref"])[1]
    affiliation = work.authorships[0].affiliations[0]
    assert affiliation.text == "Dept of Water, ETH, Zürich, Switzerland"
    assert affiliation.institutions[0].ror_id == "https://ror.org/05a28rw58"
    assert (work.title, work.title_vernacular, work.published_on) == ("Rivers: A study", "Flüsse", "2018-05")
    assert (bare.doi, bare.year, bare.cited_by_count) == ("10.1000/xr.2", None, None)


@pytest.mark.parametrize(
    "wrap", ['{{"items":[{0},{1}]}}', '{{"status":"ok","message":{{"total-results":2,"items":[{0},{1}]}}}}']
)
def test_crossref_files_and_answers_hold_the_same_works(wrap, read, samples):
    lines = samples["crossref"].splitlines()
    assert [w.doi for w in read(wrap.format(*lines))[1]] == ["10.1000/xr.1", "10.1000/xr.2"]


def test_crossref_answer_with_one_work_is_read(read, samples):
    line = samples["crossref"].splitlines()[0]
    kind, works, _ = read('{"status":"ok","message-type":"work","message":' + line + "}")
    assert kind == "crossref" and [w.doi for w in works] == ["10.1000/xr.1"]


def test_addresses_of_ris_belong_to_the_work_unless_it_has_one_author(read, samples):
    towns, chapter = read(samples["ris"])[1]
    assert [each.position for each in towns.authorships] == [0, 1, 2]
    assert texts(towns.authorships[0]) == ["University of Oslo, Oslo, Norway", "University of Turku, Turku, Finland"]
    assert texts(chapter.authorships[0]) == ["Lund University, Lund, Sweden"]


def test_ris_fields_are_read_through_wrapped_lines(read, samples):
    towns, chapter = read(samples["ris"])[1]
    assert (towns.published_on, towns.journal, towns.doi) == ("2017-04-02", "Geography", "10.1000/ris.1")
    assert towns.abstracts == (("en", "A long abstract."),)
    assert [(t.text, t.language) for t in towns.terms] == [("towns", "en"), ("شهر", "")]
    assert (chapter.title, chapter.type, chapter.year) == ("A chapter", "book-chapter", 2001)


def test_bibtex_is_freed_from_latex_and_abbreviations(read, samples):
    work = read(samples["bibtex"])[1][0]
    assert (work.title, work.journal, work.doi) == ("The UN and München: café diplomacy", "Cities", "10.1000/bib_1")
    assert [a.name for a in work.authors] == ["Ann Doe", "City Study Group", "José García"]
    assert work.published_on == "2020-03"


def test_a_bibtex_entry_without_end_costs_itself_only(read, samples):
    _, works, rejects = read(samples["bibtex"])
    assert [w.year for w in works] == [2020, 2011] and [r.locator for r in rejects] == ["line 9"]


def test_csl_reads_particles_groups_notes_and_literal_dates(read, samples):
    work, thesis = read(samples["csl"])[1]
    assert [a.name for a in work.authors] == ["Jo van den Berg", "Bridge Group"]
    assert (work.pmid, work.published_on, thesis.year, thesis.type) == ("987", "2016-07-01", 2015, "dissertation")


def test_csv_of_web_of_science_gives_each_author_the_right_addresses(read, samples):
    work = read(samples["csv"])[1][0]
    assert [(a.name, texts(a)) for a in work.authors] == [
        ("A Doe", ["Univ Oslo, Oslo, Norway"]),
        ("E Roe", ["Univ Oslo, Oslo, Norway", "Lund Univ, Lund, Sweden"]),
    ]
    assert (work.title, work.cited_by_count) == ("Ties; of ports", 12)


def test_a_count_that_is_no_number_is_none(read, samples):
    assert read(samples["csv"])[1][1].cited_by_count is None


def test_short_rows_and_open_quotes_are_refused_with_their_line(read, samples):
    _, works, rejects = read(samples["csv"])
    assert [w.doi for w in works] == ["10.1000/csv.1", "10.1000/csv.2"]
    assert [(r.locator, r.reason) for r in rejects] == [
        ("line 3", "has 3 cells where the header has 7"),
        ("line 4", "opens a quotation mark that does not close"),
    ]


def test_csv_of_scopus_parts_names_from_addresses(read):
    text = (
        "Authors,Title,Year,Authors with affiliations\n"
        '"Doe A.; Roe E.",Ports,2020,"Doe A., Univ Oslo, Oslo, Norway; Roe, E., Lund Univ, Lund, Sweden"\n'
    )
    assert [(a.name, texts(a)) for a in read(text)[1][0].authors] == [
        ("Doe A.", ["Univ Oslo, Oslo, Norway"]), ("Roe E.", ["Lund Univ, Lund, Sweden"]),
    ]  # fmt: skip


def test_a_column_map_reads_any_names(read):
    text = "naslov\tgod\tgrad\nLuke\t2019\tSplit; Rijeka\n"
    work = read(text, columns={"naslov": "title", "god": "year", "grad": "affiliations"})[1][0]
    assert (work.title, work.year, texts(work.authorships[0])) == ("Luke", 2019, ["Split", "Rijeka"])


def test_a_persian_header_needs_no_map(read):
    work = read("عنوان,نویسندگان,سال,زبان\nدیپلماسی شهری,احمدی، سارا; رضا کریمی,۱۴۰۰,fa\n")[1][0]
    assert ([a.name for a in work.authors], work.year) == (["سارا احمدی", "رضا کریمی"], 2021)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"nothing": "title"}, "has no column 'nothing'"),
        ({"a": "headline"}, "no field 'headline'"),
        ({}, "no column known"),
    ],
)
def test_a_wrong_map_is_refused_with_what_would_be_right(columns, message, read):
    with pytest.raises(EvidenceError, match=message):
        read("a,b\n1,2\n", columns=columns)

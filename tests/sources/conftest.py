"""Files of records made by hand, each small enough to check by eye."""

from pathlib import Path

import pytest

from proxenia.sources import Work, open_records

ARTICLESET = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ArticleSet PUBLIC "-//NLM//DTD PubMed 2.7//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/in/PubMed.dtd">
<ArticleSet>
<!-- <Article><ArticleTitle>Withdrawn before print</ArticleTitle></Article> -->
<Article>
<Journal><JournalTitle>فصلنامه شهر</JournalTitle><PubDate PubStatus="epublish"><Year>2024</Year><Month>3</Month><Day>9</Day></PubDate></Journal>
<ArticleTitle>Cities &amp; Science</ArticleTitle>
<VernacularTitle>شهرها و دانش</VernacularTitle>
<ELocationID EIdType="pii">77</ELocationID><ELocationID EIdType="doi">10.1000/CITY.77</ELocationID>
<Language>FA</Language>
<AuthorList>
<Author><FirstName>سارا</FirstName><LastName>احمدی</LastName><Affiliation>دانشگاه تهران، تهران، ایران</Affiliation>
<Identifier Source="ORCID">0000-0002-1825-0097</Identifier></Author>
<Author><FirstName>Ali</FirstName><MiddleName>R.</MiddleName><LastName>Rad</LastName></Author>
</AuthorList>
<PublicationType>Journal Article</PublicationType>
<Abstract>We compare.&lt;br&gt;
&lt;strong&gt;Keywords&lt;/strong&gt;: city; science diplomacy
&lt;strong&gt;Introduction&lt;/strong&gt;
It is p &lt; 0.05.</Abstract>
<OtherAbstract Language="FA">می‌سنجیم.</OtherAbstract>
<ObjectList><Object Type="keyword"><Param Name="value">شهر</Param></Object></ObjectList>
</Article>
<Article>
<Journal><JournalTitle>فصلنامه شهر</JournalTitle><PubDate PubStatus="epublish"><Year>1399</Year></PubDate></Journal>
<VernacularTitle>بی‌شناسه</VernacularTitle><Language>FA</Language>
</Article>
</ArticleSet>
"""
PUBMED = """<?xml version="1.0"?>
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">123</PMID>
<Article><Journal><JournalIssue><PubDate><MedlineDate>2019 Nov-Dec</MedlineDate></PubDate></JournalIssue><Title>Cities</Title></Journal>
<ArticleTitle>[On <i>two</i> cities].</ArticleTitle><ELocationID EIdType="doi" ValidYN="Y">10.1000/two</ELocationID>
<Abstract><AbstractText Label="AIM">To see.</AbstractText><AbstractText Label="END">Seen.</AbstractText></Abstract>
<AuthorList>
<Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Ann B</ForeName>
<AffiliationInfo><Affiliation>Dept X, University of Tehran, Tehran, Iran. ann@ut.ac.ir.</Affiliation></AffiliationInfo>
<AffiliationInfo><Affiliation>Boston University, Boston, MA, USA.</Affiliation><Identifier Source="ROR">https://ror.org/05qwgg493</Identifier></AffiliationInfo></Author>
<Author ValidYN="N"><LastName>Wrong</LastName><ForeName>Name</ForeName></Author>
<Author ValidYN="Y"><CollectiveName>City Study Group</CollectiveName></Author>
</AuthorList>
<Language>eng</Language>
<PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Review</PublicationType></PublicationTypeList>
<VernacularTitle>Über zwei Städte.</VernacularTitle></Article>
<MeshHeadingList><MeshHeading><DescriptorName UI="D1">Cities</DescriptorName><QualifierName>history</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>twin towns</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">123</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>124</PMID><Article><ArticleTitle>Torn <b>record</ArticleTitle></Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>125</PMID><Article><ArticleTitle>After the torn one</ArticleTitle></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
"""
JATS = """<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "JATS.dtd">
<article article-type="review-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"><front>
<journal-meta><journal-title-group><journal-title>Ports</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">55</article-id><article-id pub-id-type="doi">10.1000/ports</article-id>
<title-group><article-title>Ports<xref ref-type="fn" rid="f1">*</xref> and H<sub>2</sub>O</article-title>
<trans-title-group xml:lang="fa"><trans-title>بندرها و آب</trans-title></trans-title-group></title-group>
<contrib-group>
<contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-1825-0097</contrib-id>
<name><surname>Roe</surname><given-names>Eva</given-names></name><xref ref-type="aff" rid="a1 a2">1,2</xref></contrib>
<contrib contrib-type="author"><name-alternatives><name><surname>Karimi</surname><given-names>Reza</given-names></name>
<name xml:lang="fa"><surname>کریمی</surname><given-names>رضا</given-names></name></name-alternatives><xref ref-type="aff" rid="a2">2</xref></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname><given-names>An</given-names></name></contrib>
</contrib-group>
<aff id="a1"><label>1</label><institution>University of Lagos</institution><addr-line>Lagos</addr-line><country>Nigeria</country></aff>
<aff id="a2"><label>2</label><institution-wrap><institution-id institution-id-type="ror">https://ror.org/05vf56z40</institution-id>
<institution>University of Tehran</institution></institution-wrap>, Tehran, Iran. <email>r@ut.ac.ir</email></aff>
<pub-date pub-type="ppub"><year>2021</year><month>2</month></pub-date>
<pub-date pub-type="epub"><year>2020</year><month>12</month><day>30</day></pub-date>
<abstract><sec><title>Aim</title><p>To sail.</p></sec></abstract>
<kwd-group xml:lang="en"><kwd>ports</kwd></kwd-group>
</article-meta></front></article>
"""
OPENALEX = (
    '{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1000/CITY.77","title":"Cities and Science","publication_year":2024,'
    '"language":"en","type":"article","cited_by_count":7,"citation_normalized_percentile":{"value":0.95,"is_in_top_10_percent":true},'
    '"primary_topic":{"display_name":"Urban Studies","field":{"display_name":"Social Sciences"}},'
    '"topics":[{"display_name":"Urban Studies"}],"keywords":[{"display_name":"City"}],"mesh":[{"descriptor_name":"Cities"}],'
    '"sustainable_development_goals":[{"display_name":"Sustainable cities and communities"}],'
    '"abstract_inverted_index":{"cities":[1,3],"Science":[0],"and":[2]},'
    '"authorships":[{"author":{"id":"https://openalex.org/A1","display_name":"Sara Ahmadi","orcid":"https://orcid.org/0000-0002-1825-0097"},'
    '"raw_author_name":"S. Ahmadi","countries":["IR"],"institutions":[{"id":"https://openalex.org/I1","display_name":"University of Tehran",'
    '"ror":"https://ror.org/05vf56z40","country_code":"IR"},{"id":"https://openalex.org/I2","display_name":"MIT","ror":null,"country_code":"US"}],'
    '"affiliations":[{"raw_affiliation_string":"University of Tehran and MIT","institution_ids":["https://openalex.org/I1","https://openalex.org/I2"]},'
    '{"raw_affiliation_string":"Unknown Lab","institution_ids":[]}]},'
    '{"author":{"display_name":"Ali Rad"},"countries":["IR"],"institutions":[],"raw_affiliation_strings":["Somewhere in Iran"],'
    '"affiliations":[{"raw_affiliation_string":"Somewhere in Iran","institution_ids":[]}]}]}\n'
    '{"id":"https://openalex.org/W2","title":null,"publication_year":2023,"authorships":[]}\n'
    '{"id":"https://openalex.org/W3","title":"Half a rec\n'
    '{"id":"https://openalex.org/W4","title":5,"authorships":[]}\n'
)
CROSSREF = (
    '{"DOI":"10.1000/XR.1","title":["Rivers"],"subtitle":["A study"],"original-title":["Flüsse"],"type":"journal-article",'
    '"container-title":["Water"],"is-referenced-by-count":3,"issued":{"date-parts":[[2018,5]]},"reference-count":0,'
    '"author":[{"given":"Ann","family":"Doe","ORCID":"http://orcid.org/0000-0002-1825-0097","affiliation":[{"name":"ETH","place":["Zürich, Switzerland"],'
    '"department":["Dept of Water"],"id":[{"id":"https://ror.org/05a28rw58","id-type":"ROR"}]}]},{"name":"River Group","affiliation":[]}],'
    '"abstract":"<jats:title>Abstract</jats:title><jats:p>Rivers flow.</jats:p>"}\n'
    '{"DOI":"10.1000/xr.2","title":[],"issued":{"date-parts":[[null]]},"type":"other","reference-count":0}\n'
)
RIS = """TY  - JOUR
TI  - Twin towns of the north
AU  - Doe, Ann
AU  - Roe, Eva
PY  - 2017/04/02
JO  - Geography
DO  - 10.1000/ris.1
AD  - University of Oslo, Oslo, Norway
AD  - University of Turku, Turku,
      Finland
KW  - towns
KW  - شهر
AB  - A long
abstract.
ER  -

TY  - CHAP
T1  - A chapter
A1  - Lone, Author
AD  - Lund University, Lund, Sweden
Y1  - 2001
ER  -
"""
BIBTEX = """@string{cities = "Cities"}
% a note
@article{doe2020,
  title = {The {UN} and M{\\"u}nchen: caf\\'e diplomacy},
  author = {Doe, Ann and {City Study Group} and Garc{\\'\\i}a, Jos{\\'e}},
  journal = cities, year = 2020, month = mar, doi = {10.1000/bib\\_1},
  keywords = {towns, science diplomacy}
}
@article{broken, title = {No end, year = 2019
@book{roe2011, title = "Whole again", author = "Eva Roe", year = {2011}}
"""
CSL = """[
 {"id": "a", "type": "article-journal", "title": "Bridges of science", "container-title": "Nature", "DOI": "10.1000/csl.1",
  "author": [{"family": "Berg", "given": "Jo", "non-dropping-particle": "van den"}, {"literal": "Bridge Group"}],
  "issued": {"date-parts": [["2016", 7, 1]]}, "keyword": "bridge, science", "note": "PMID: 987"},
 {"id": "b", "type": "thesis", "title": "Lone thesis", "issued": {"literal": "2015"}}
]"""
CSV = (
    "Authors;Title;Year;DOI;Addresses;Cited by;Author Keywords\n"
    '"Doe, A; Roe, E";"Ties; of ports";2015;10.1000/csv.1;"[Doe, A; Roe, E] Univ Oslo, Oslo, Norway; [Roe, E] Lund Univ, Lund, Sweden";12;"ports; ties"\n'
    '"Lone, B";Short row;2016\n'
    '"Open quote;Torn;2017;;;;\n'
    '"Poe, C";After;2018;10.1000/csv.2;;x;\n'
)


@pytest.fixture
def given(tmp_path):
    """Write a text or bytes to a file of any name and give its path."""

    def write(content, name="records") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(given):
    """Read a text or bytes: the format, the works, the refused records."""

    def of(content, **choices):
        with open_records(given(content), **choices) as (kind, records):
            found = list(records)
        works = [each for each in found if isinstance(each, Work)]
        return kind, works, [each for each in found if not isinstance(each, Work)]

    return of


@pytest.fixture
def samples():
    """One small file of each text format, by the format's name."""
    return {
        "pubmed-articleset": ARTICLESET, "pubmed": PUBMED, "jats": JATS, "openalex": OPENALEX, "crossref": CROSSREF,
        "ris": RIS, "bibtex": BIBTEX, "csl": CSL, "csv": CSV,
    }  # fmt: skip

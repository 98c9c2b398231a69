"""Maps, made with folium in one place: one base map class, one file per layer.

A map carries no features. Each layer says where its features come from and how they are drawn;
the scripts in ``static/js`` fetch them from the API.
"""
